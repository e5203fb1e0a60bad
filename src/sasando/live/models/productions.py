"""The making of one episode: its state, its rundown, its people's consent, its run-through."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.claims.models import Claim
from sasando.desk.models import Episode, EpisodePerson, Item

if TYPE_CHECKING:
    from uuid import UUID

HOST_LINK_HOURS = 12  # after the planned end a host's link opens nothing any more


def new_key() -> str:
    """Return a secret that names a page or a stream of news, 192 random bits."""
    return token_urlsafe(24)


class ProductionQuerySet(models.QuerySet["Production"]):
    def with_episode(self) -> ProductionQuerySet:
        """With the episode and who answers for it."""
        return self.select_related("episode", "episode__publisher", "episode__locale")

    def of_parties(self, codes: frozenset[str] | set[str]) -> ProductionQuerySet:
        """Productions of episodes that one of these organisations publishes or takes part in."""
        theirs = models.Q(episode__publisher__code__in=codes)
        partly = Episode.objects.filter(partners__code__in=codes).values("pk")
        return self.filter(theirs | models.Q(episode__in=partly))

    def of_item(self, translation_key: UUID) -> Production | None:
        """The production of an item in whatever language: twins share one programme."""
        return self.filter(episode__translation_key=translation_key).order_by("pk").first()

    def under_way(self) -> ProductionQuerySet:
        """From "go live" until every platform said that it is over."""
        return self.filter(state__in=UNDER_WAY)


class Production(models.Model):
    """One episode on its way to the air. The platforms' word moves it, never a wish alone."""

    class State(models.TextChoices):
        PLANNING = "planning", _("Being planned")
        SCHEDULED = "scheduled", _("Announced on a platform")
        STARTING = "starting", _("Going live: no platform has said so yet")
        LIVE = "live", _("Live now")
        ENDING = "ending", _("Ending: a platform has not said so yet")
        ENDED = "ended", _("Over")
        CANCELLED = "cancelled", _("Cancelled")

    episode = models.OneToOneField(Episode, on_delete=models.PROTECT, related_name="production")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNING)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    told_to_start_at = models.DateTimeField(null=True, blank=True)  # "go live" was pressed
    live_at = models.DateTimeField(null=True, blank=True)  # the first platform said so
    told_to_end_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # the last platform said so
    reason = models.CharField(_("reason"), max_length=300, blank=True)  # of a cancellation
    stream_path = models.CharField(max_length=300, blank=True)  # our own HLS playlist
    stream_since = models.DateTimeField(null=True, blank=True)  # None: nothing arrives
    desk_key = models.CharField(max_length=40, default=new_key, unique=True, editable=False)
    host_key = models.CharField(max_length=40, default=new_key, unique=True, editable=False)
    host_until = models.DateTimeField(null=True, blank=True)
    overlay_key = models.CharField(max_length=40, default=new_key, unique=True, editable=False)

    objects = ProductionQuerySet.as_manager()

    if TYPE_CHECKING:
        episode_id: int

    class Meta:
        verbose_name = _("production")
        verbose_name_plural = _("productions")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.episode.title

    @property
    def text(self) -> Episode:
        """The episode as its newest draft has it: what the people at the desk plan by."""
        cached: Episode | None = getattr(self, "_text", None)
        if cached is None:
            cached = self.episode.get_latest_revision_as_object()
            self._text = cached
        return cached

    @property
    def people(self) -> list[EpisodePerson]:
        """Hosts and guests in their order, as the newest draft has them."""
        return list(self.text.people.all())

    def person(self, ref: str) -> EpisodePerson | None:
        """Return the one who is called ``ref``, or ``None``."""
        return next((person for person in self.people if str(person.ref) == ref), None)

    @property
    def topic(self) -> str:
        """The stream of news that readers of the episode's page follow."""
        return f"acara-{self.episode.translation_key}"

    @property
    def stream_shown(self) -> str:
        """Our own playlist, where readers may watch it now; "" before, after, and without pictures."""
        on = self.state in (self.State.LIVE, self.State.ENDING) and self.stream_since is not None
        return self.stream_path if on else ""

    def host_may_read(self, at: datetime) -> bool:
        """Whether the host's link still opens at ``at``."""
        return self.host_until is None or at <= self.host_until

    def host_link_ends(self) -> datetime | None:
        """When a new link for the host should stop to open; ``None`` while no end is planned."""
        ends = self.text.ends_at
        return ends + timedelta(hours=HOST_LINK_HOURS) if ends else None


UNDER_WAY = (Production.State.STARTING, Production.State.LIVE, Production.State.ENDING)
OVER = (Production.State.ENDED, Production.State.CANCELLED)


class Participation(models.Model):
    """Somebody of the episode: whether they come, and whether they may be recorded."""

    class Coming(models.TextChoices):
        UNASKED = "unasked", _("Not invited yet")
        INVITED = "invited", _("Invited")
        COMES = "comes", _("Comes")
        DECLINED = "declined", _("Does not come")

    class Consent(models.TextChoices):
        UNASKED = "unasked", _("Not asked yet")
        GIVEN = "given", _("May be recorded")
        REFUSED = "refused", _("May not be recorded")

    class How(models.TextChoices):
        SIGNED = "signed", _("Signed a form")
        WRITTEN = "written", _("Wrote a message")
        SPOKEN = "spoken", _("Said so before witnesses")

    production = models.ForeignKey(
        Production, on_delete=models.CASCADE, related_name="participations"
    )
    ref = models.UUIDField()  # ``EpisodePerson.ref``
    name = models.CharField(max_length=200)  # as it was when it was written
    coming = models.CharField(_("comes"), max_length=8, choices=Coming, default=Coming.UNASKED)
    invited_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    consent = models.CharField(
        _("recording"), max_length=7, choices=Consent, default=Consent.UNASKED
    )
    consent_how = models.CharField(_("how they said so"), max_length=7, choices=How, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    consent_by = models.ForeignKey(  # who at the desk heard it
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(fields=("production", "ref"), name="a_person_once_an_episode")
        ]

    def __str__(self) -> str:
        return self.name


class Segment(models.Model):
    """One part of the rundown."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening")
        TALK = "talk", _("Talk")
        EXPLAINING = "explaining", _("Explaining")
        QUESTIONS = "questions", _("Viewers' questions")
        FACT_CHECK = "fact-check", _("Fact-check")
        REPORT = "report", _("Report from outside")
        BREAK = "break", _("Break")
        CLOSING = "closing", _("Closing")

    production = models.ForeignKey(Production, on_delete=models.CASCADE, related_name="segments")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TALK)
    planned_s = models.PositiveIntegerField(_("planned length"), default=300)  # seconds
    speakers = models.JSONField(default=list, blank=True)  # refs of people
    items = models.ManyToManyField(Item, blank=True, related_name="+", verbose_name=_("texts"))
    claims = models.ManyToManyField(Claim, blank=True, related_name="+", verbose_name=_("claims"))
    notes = models.TextField(_("notes for the host"), max_length=4000, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title


class Check(models.Model):
    """One line of the run-through's list."""

    production = models.ForeignKey(Production, on_delete=models.CASCADE, related_name="checks")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("to be checked"), max_length=300)
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ticked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.text
