"""How it is said to a language model: tasks, templates, items in prompts, soft prompts, and the models themselves.

    record -> tasks/ (what is asked) -> Example -> templates/ (how it is worded) -> Prompt
    Prompt -> encoding.py (token ids, item rows, labels) -> prompted_lm.py (loss | generate | stream | score | rank)

`lm.py` is all that the rest of the house knows of a model; `load.py` finds one by folder, hub name or address;
`checkpoint.py` keeps a tuned one. Nothing here but those that need weights imports torch when it is loaded.
"""
