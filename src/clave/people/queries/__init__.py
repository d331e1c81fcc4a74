"""What we can tell about skills, appointments and training."""
