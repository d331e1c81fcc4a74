"""What the programme decides and refuses, without a database."""
