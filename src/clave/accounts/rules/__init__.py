"""What is decided in the key account workspace: plain Python."""
