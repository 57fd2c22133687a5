"""One measurement a file: a module with `NAME`, `HELP` and `run(options) -> Result`. Adding a file adds a protocol."""
