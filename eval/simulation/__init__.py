"""A simulated user who looks for one item without knowing its name, and what is needed to judge whom they talk to."""
