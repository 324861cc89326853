"""Runs that nobody watches: the lock, the log, the digest, and what need not be done again."""
