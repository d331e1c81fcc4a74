"""What the value app tells whoever stands above it."""

from django.dispatch import Signal

run_done = Signal()
"""A run is done and committed: `run`. Sent by the process that computed it, which waits for what is done about it."""
