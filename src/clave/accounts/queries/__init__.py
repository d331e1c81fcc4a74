"""What pages of the key account workspace show."""
