"""What learners answered, as counts and nothing else.

No row is a person: each says how many chose an answer, and of whom only one thing at a time is
known. Sex and age, say, are never counted together, so that no cell can be as small as one learner
of a known class, sex and age.
"""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

LEARNERS = ""  # in the place of a question: how many sent the quiz


class Moment(models.TextChoices):
    """When the quiz was answered."""

    BEFORE = "before", _("Before the lesson")
    AFTER = "after", _("After the lesson")


class Sex(models.TextChoices):
    """As official voter figures are broken down; said by the learner, or not."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class AgeGroup(models.TextChoices):
    """Age groups; 17–21 and 22–30 are the commission's first-time and young voters."""

    UNDER_17 = "under-17", _("Under 17")
    FIRST = "17-21", _("17–21")
    YOUNG = "22-30", _("22–30")
    GROWN = "31-59", _("31–59")
    OLD = "60-up", _("60 and older")


class Dimension(models.TextChoices):
    """What is known of who answered. One row knows one of them."""

    ALL = "all", _("All learners")
    AUDIENCE = "audience", _("Audience")
    SEX = "sex", _("Sex")
    AGE = "age", _("Age group")
    GROUP = "group", _("Class or session")


class QuizCountQuerySet(models.QuerySet["QuizCount"]):
    def of_lessons(self, *lessons: UUID) -> QuizCountQuerySet:
        """The counts of these lessons (translation keys)."""
        return self.filter(lesson__in=lessons)

    def of_group(self, code: str) -> QuizCountQuerySet:
        """The counts of one class or session."""
        return self.filter(dimension=Dimension.GROUP, value=code)


class QuizCount(models.Model):
    """How many chose one answer to one question of a lesson, at one moment."""

    lesson = models.UUIDField(_("lesson"))  # the translation key: both languages are one lesson
    question = models.CharField(_("question"), max_length=12, blank=True)  # its ref, or LEARNERS
    moment = models.CharField(_("when"), max_length=6, choices=Moment)
    dimension = models.CharField(_("known of them"), max_length=8, choices=Dimension)
    value = models.CharField(_("value"), max_length=16, blank=True)
    choice = models.PositiveSmallIntegerField(_("answer"), default=0)
    right = models.BooleanField(_("right"), default=False)
    count = models.PositiveIntegerField(_("how many"), default=0)

    objects = QuizCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of answers")
        verbose_name_plural = _("counts of answers")
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "question", "moment", "dimension", "value", "choice"],
                name="sasando_one_count_an_answer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.lesson} {self.question} {self.moment} {self.dimension}={self.value}"
