"""What can be done to charters, judgements, rankings and decisions: the only writers of this app."""
