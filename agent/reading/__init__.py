"""What a message says: titles, values, wishes and stance, found by rules and indexes."""
