"""What holds in the key account workspace, without a database."""
