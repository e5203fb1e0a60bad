"""Verbs of the claims room: keyword-only, one transaction, the thing comes back or it raises."""
