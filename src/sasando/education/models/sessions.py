"""What a session in a village came to: counts from the attendance sheet and the quiz cards."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.education.models.counts import AgeGroup, Moment, Sex
from sasando.education.models.groups import Group
from sasando.elections.models import Place


class Session(models.Model):
    """One session, as its facilitator entered it. No name of anybody."""

    group = models.ForeignKey(
        Group, verbose_name=_("code"), on_delete=models.PROTECT, related_name="sessions"
    )
    held_on = models.DateField(_("held on"))
    place = models.ForeignKey(
        Place,
        verbose_name=_("village"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    entered_on = models.DateField(_("entered on"))

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "held_on"], name="sasando_one_session_a_code_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.held_on:%Y-%m-%d}"


class Attendance(models.Model):
    """How many of one sex and age group came."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendance")
    sex = models.CharField(_("sex"), max_length=6, choices=Sex)
    age = models.CharField(_("age group"), max_length=8, choices=AgeGroup)
    count = models.PositiveIntegerField(_("how many"))

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")

    def __str__(self) -> str:
        return f"{self.sex} {self.age}: {self.count}"


class SessionAnswer(models.Model):
    """How many of those present answered one quiz card rightly, before or after."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="answers")
    lesson = models.UUIDField(_("lesson"))
    question = models.CharField(_("question"), max_length=12)
    moment = models.CharField(_("when"), max_length=6, choices=Moment)
    right = models.PositiveIntegerField(_("right answers"))

    class Meta:
        verbose_name = _("answers of a session")
        verbose_name_plural = _("answers of sessions")

    def __str__(self) -> str:
        return f"{self.question} {self.moment}: {self.right}"
