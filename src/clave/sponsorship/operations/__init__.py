"""What can be done about sponsors, visits and notes: the only writers."""
