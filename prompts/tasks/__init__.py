"""The tasks an LM is asked: one file each, found by its folder."""
