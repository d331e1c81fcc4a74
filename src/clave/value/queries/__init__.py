"""What we can tell about runs and about the customers in them."""
