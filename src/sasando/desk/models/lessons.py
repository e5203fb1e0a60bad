"""A lesson: what voters learn in a few minutes, made together and approved by both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from sasando.desk.models.items import Item
from sasando.desk.models.panels import CORRECTION, LESSON, tabs
from sasando.documents.vocabulary import Kind


class Lesson(Item):
    """Steps under headings: text, picture, film, "try it", a question with its feedback.

    What learners answered belongs to the room ``education``: counts, and nothing else.
    """

    kind: ClassVar[Kind] = Kind.LESSON
    is_creatable = True
    page_description = _("What voters learn. An editor and an officer of the commission approve.")

    aim = models.CharField(
        _("aim"),
        max_length=300,
        blank=True,
        help_text=_("What learners know or can do afterwards. One sentence."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes to read"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    place_in_path = models.PositiveSmallIntegerField(
        _("place in the path"),
        default=100,
        help_text=_("Lessons stand in this order in every path, the smallest first."),
    )
    easy = models.TextField(
        _("in easy words"),
        max_length=3000,
        blank=True,
        help_text=_(
            "The whole lesson in easy language, one short sentence a line. It is read on the radio."
        ),
    )

    edit_handler = tabs(CORRECTION, LESSON)

    if TYPE_CHECKING:
        terms: Any

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")


class LessonTerm(Orderable):
    """A word that learners may not know; its meaning is shown where it stands first."""

    lesson = ParentalKey(Lesson, on_delete=models.CASCADE, related_name="terms")
    term = models.CharField(_("word or term"), max_length=120)
    meaning = models.CharField(
        _("what it means"), max_length=300, help_text=_("One sentence that everybody understands.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("explained term")
        verbose_name_plural = _("explained terms")

    def __str__(self) -> str:
        return self.term
