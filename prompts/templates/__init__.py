"""The wordings, one TOML file a task; `prompts.template` says what a table may hold and checks it when it is loaded.

    taste.toml          what a user likes, dislikes and asks for -> items: the prompt that ranks
    conversation.toml   what the agent says in each situation, with slots for what must be true
    explanation.toml    the reasons of a recommendation, one wording for each kind of claim
    dialogue.toml       recorded talk, which needs no words of ours
"""
