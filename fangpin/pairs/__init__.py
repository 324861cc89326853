"""Pairs: a row that matches no one and the person it may be; asked once, remembered, applied."""
