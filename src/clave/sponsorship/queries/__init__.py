"""What we can tell about sponsors, visits and notes."""
