"""What can be said about a promise: its life, what is refused, what counts."""
