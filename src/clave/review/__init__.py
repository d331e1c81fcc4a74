"""Step seven: relationship reviews, comparison, practices, the committee and the proof of benefit."""
