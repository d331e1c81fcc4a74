"""What we can do about skills, appointments and training: the only writer."""
