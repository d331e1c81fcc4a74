"""What can be done with runs and with what they found."""
