"""What leaves the office: whose it is, its password, and the list that `fangpin send` goes by."""
