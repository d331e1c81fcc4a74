"""What can be told of one key account."""
