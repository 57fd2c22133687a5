"""One TOML file a system; `promptrec tune NAME` finds it here, or takes a path to your own."""
