"""What ships with the project so that the first command works: a store of our own films and a small LM of our own.

`store/` holds film facts written for this project (docs/demo-store.md says how); `check_facts` compares them with
public data sets that a user has on disk. Every file here is data or is made by a committed command.
"""
