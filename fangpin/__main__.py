"""`python -m fangpin`."""

from fangpin.cli import main

main()
