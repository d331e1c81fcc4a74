"""Cost to serve: drivers, their equations, and what they trace to customers (docs/method/cost-to-serve.md)."""
