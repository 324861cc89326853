"""Imported by the server of children, so that each of them finds pandera ready."""

from fangpin.rosters.schema import pandera

pandera()
