"""What the reach room refuses, in words for the person who asked."""


class CirculationRefused(Exception):
    """This circulation cannot stand. ``str()`` is a sentence to show."""
