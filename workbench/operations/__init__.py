"""What a person can do: one short function for each action, given a transaction."""
