"""What we can tell about promises."""
