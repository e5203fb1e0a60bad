"""What can be wrong with the tables themselves; what people answer is never an exception."""


class TableBroken(ValueError):
    """A table names a question, an answer, a fact or a provision that does not exist."""
