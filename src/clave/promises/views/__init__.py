"""The doors of promises."""
