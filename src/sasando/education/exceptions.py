"""What the education room refuses, in words for the person who asked."""


class EducationError(Exception):
    """Base of this room's errors. Not raised directly. ``str()`` is a sentence to show."""


class AnswersRefused(EducationError):
    """What was sent is no answer to this quiz: another question, another choice, a long text."""


class TooManyAnswers(EducationError):
    """More answers came in this minute than a class can give; nothing was counted."""


class GroupClosed(EducationError):
    """The code is unknown, or its time is over."""


class ResultRefused(EducationError):
    """The numbers of a session contradict each other; the sentence says which."""


class PhotoRefused(EducationError):
    """The photo of an attendance sheet cannot be read without doubt; the sentence says why."""


class NoLessons(EducationError):
    """There is no lesson for this audience in this language yet: no kit can be made."""
