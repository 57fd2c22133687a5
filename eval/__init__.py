"""How good: metrics, protocols and the results they write. Metrics import nothing of the house, protocols run it."""
