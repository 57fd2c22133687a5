"""Soft prompts: trained rows put before the text (the survey's "continuous prompts"); one file a kind, found by its
folder.
"""
