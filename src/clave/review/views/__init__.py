"""The doors of reviews."""
