"""What a scan refuses."""


class ScanError(Exception):
    """The scan cannot go on as it was asked to; the words say what to change."""
