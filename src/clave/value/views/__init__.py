"""The doors of the value pages."""
