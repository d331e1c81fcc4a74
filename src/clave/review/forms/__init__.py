"""What people write in reviews."""
