"""Clave runs a supplier's key account management programme, and proves that it pays."""
