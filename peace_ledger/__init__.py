"""The Peace Ledger: tables of a peace process, asked and shown."""
