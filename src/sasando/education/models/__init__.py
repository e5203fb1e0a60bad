from sasando.education.models.counts import AgeGroup, Dimension, Moment, QuizCount, Sex
from sasando.education.models.groups import Group
from sasando.education.models.sessions import Attendance, Session, SessionAnswer

__all__ = [
    "AgeGroup",
    "Attendance",
    "Dimension",
    "Group",
    "Moment",
    "QuizCount",
    "Session",
    "SessionAnswer",
    "Sex",
]
