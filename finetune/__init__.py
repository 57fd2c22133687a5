"""How a model is tuned: strategies, objectives, mixtures, one loop, and a recipe for each system.

`train.tune` is the way in; `recipe.py` says all that may differ between two systems. Serving never imports this room: a
checkpoint (`prompts.checkpoint`) is all that the two share.
"""
