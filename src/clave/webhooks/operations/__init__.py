"""What can be done with webhooks: made, changed, ended; and messages handed out and sent."""
