"""An episode: a programme that goes out live, as it is announced and approved."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from sasando.desk.models.body import GENDERS
from sasando.desk.models.items import Item
from sasando.desk.models.panels import CORRECTION, EPISODE, tabs
from sasando.documents.episode import EpisodeFormat, PersonRole
from sasando.documents.vocabulary import Kind


class Episode(Item):
    """A talkshow, a press conference, an explainer or a special, made together.

    Rundown, broadcasts and questions belong to the room ``live``: they change by the minute, and
    nobody signs them.
    """

    kind: ClassVar[Kind] = Kind.EPISODE
    is_creatable = True
    page_description = _("A live programme. An editor and an officer of the commission approve.")

    class Format(models.TextChoices):
        TALKSHOW = EpisodeFormat.TALKSHOW.value, _("Talkshow")
        PRESS_CONFERENCE = EpisodeFormat.PRESS_CONFERENCE.value, _("Press conference")
        EXPLAINER = EpisodeFormat.EXPLAINER.value, _("Debate explainer")
        ELECTION_DAY = EpisodeFormat.ELECTION_DAY.value, _("Election-day special")

    format = models.CharField(_("format"), max_length=20, choices=Format, default=Format.TALKSHOW)
    purpose = models.TextField(
        _("purpose"),
        max_length=600,
        blank=True,
        help_text=_("What viewers will know or be able to do afterwards. One or two sentences."),
    )
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    venue = models.CharField(
        _("place"), max_length=200, blank=True, help_text=_("Where it is made: a studio, a hall.")
    )

    edit_handler = tabs(CORRECTION, EPISODE)

    if TYPE_CHECKING:
        people: Any

    class Meta:
        verbose_name = _("episode")
        verbose_name_plural = _("episodes")


class EpisodePerson(Orderable):
    """Somebody who speaks. ``ref`` stays the same through all revisions of the text."""

    class Role(models.TextChoices):
        HOST = PersonRole.HOST.value, _("Host")
        GUEST = PersonRole.GUEST.value, _("Guest")

    episode = ParentalKey(Episode, on_delete=models.CASCADE, related_name="people")
    ref = models.UUIDField(default=uuid.uuid4, editable=False)
    role = models.CharField(_("role"), max_length=5, choices=Role, default=Role.GUEST)
    name = models.CharField(_("name"), max_length=200)
    office = models.CharField(_("office"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    gender = models.CharField(
        _("gender"),
        max_length=6,
        choices=GENDERS,
        blank=True,
        help_text=_("Only if they stated it themselves."),
    )
    respelling = models.CharField(
        _("as it is said"),
        max_length=120,
        blank=True,
        help_text=_("nun-BA-un: the stressed part in capitals."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("person who speaks")
        verbose_name_plural = _("people who speak")

    def __str__(self) -> str:
        return self.name
