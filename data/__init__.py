"""What happened: items, interactions and dialogues as values, and the stores and sources they come from.

Nothing in this room knows a model, and nothing in it imports torch. Public data and a user's own files are read by
`data.sources`, cleaned, and kept in a `Store`; the rest of the house sees a `Catalogue`, `Interactions`, `Dialogues`
and `Knowledge`.
"""
