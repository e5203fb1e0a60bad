"""Sasando: one approved truth, many channels."""

__version__ = "0.1.0"
