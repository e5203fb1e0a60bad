"""What the room keeps, and why it may stay."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sasando.retention.rules import Stays

STAYS = (
    Stays(
        models=(
            "sasando_education.Attendance",
            "sasando_education.Group",
            "sasando_education.QuizCount",
            "sasando_education.Session",
            "sasando_education.SessionAnswer",
        ),
        why=_("Counts of learners, by one property at a time, and codes that nobody owns."),
    ),
)
