"""The doors of the key account workspace for other programs."""
