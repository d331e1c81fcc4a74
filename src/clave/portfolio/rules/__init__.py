"""Decisions of the portfolio in plain Python: what makes a charter valid, who may enter and leave."""
