"""What people write in the key account workspace."""
