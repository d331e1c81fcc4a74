"""What can be done with connectors: the only writers of connectors and their runs."""
