"""What can be done in the key account workspace."""
