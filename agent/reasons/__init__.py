"""Why: claims that can be checked, and their words."""
