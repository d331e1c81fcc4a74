"""Decisions about skills, appointments and training, without a database."""
