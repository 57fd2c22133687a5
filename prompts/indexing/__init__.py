"""How an item is said to a language model and heard from it; one file an indexing, found by its folder."""
