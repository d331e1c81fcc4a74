"""The doors of the ledger: imports, groups, rates and the locked period."""
