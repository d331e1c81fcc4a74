"""What is decided about sponsors, visits and notes: plain Python."""
