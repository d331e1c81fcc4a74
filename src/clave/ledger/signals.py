"""What the ledger tells whoever stands above it."""

from django.dispatch import Signal

data_arrived = Signal()
"""A new data version is committed: `version`. Sent once the change is safe; who listens only asks for work to be done."""
