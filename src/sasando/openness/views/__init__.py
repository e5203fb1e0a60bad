"""The desk's screens of requests for information."""
