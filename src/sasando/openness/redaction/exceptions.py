"""What cannot be redacted."""


class RedactionError(ValueError):
    """The file cannot be redacted; ``key`` names why: "unreadable", "too_long", "leaks"."""

    def __init__(self, key: str, words: str) -> None:
        super().__init__(words)
        self.key = key
