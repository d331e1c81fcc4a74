"""The key account workspace: plan, relationships, whitespace, risks, timeline, sharing."""
