"""How a model with item vectors hears an item: at a `[REC]`, as a word, or at a `[REC]` and then among candidates; one
file a kind, found by its folder.
"""
