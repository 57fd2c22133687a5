"""What to recommend: constraints, retrieval, ranking, relaxing and variety."""
