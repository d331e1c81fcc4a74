"""What we can tell about charters, candidates, decisions and key accounts."""
