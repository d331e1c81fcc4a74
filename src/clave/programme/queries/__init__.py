"""What can be told of the programme."""
