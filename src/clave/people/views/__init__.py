"""The doors of skills, profiles, appointments and training."""
