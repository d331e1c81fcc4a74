"""The doors of the key account workspace."""
