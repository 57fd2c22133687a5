"""How candidates are found: one retriever a file, each held to the contract of `agent/retriever.py` by one test."""
