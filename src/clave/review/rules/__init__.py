"""What holds of reviews, without a database."""
