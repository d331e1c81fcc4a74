"""The doors of the portfolio: charter, candidates, rankings, decisions, key accounts and offers."""
