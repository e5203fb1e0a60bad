"""What the room refuses, and why."""


class ElectionsError(Exception):
    """Something about elections, stages, places or figures was refused."""


class MoveRefused(ElectionsError):
    """A stage does not move: nothing would change, or it would end before it starts."""
