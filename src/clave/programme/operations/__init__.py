"""What can be done in the programme."""
