"""How the agent says it: one line worded by a language model or a template, filled with what is true."""
