"""The board pack: what it says, read once from live figures, and the papers that are made of it."""
