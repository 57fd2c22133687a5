"""How candidates are put in order: one ranker a file, each held to the contract of `agent/ranker.py` by one test."""
