"""The doors of reviews for other programs."""
