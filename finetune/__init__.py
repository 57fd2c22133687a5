"""How a model is tuned: strategies, objectives, mixtures, one loop, and a recipe for each system. Serving never imports this."""
