"""Requests: one applicant's own number, receipt and deadline under a matter."""

from __future__ import annotations

from datetime import datetime
from secrets import token_urlsafe

from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.channels.sealing import SealedField
from sasando.openness.models.matters import Matter
from sasando.parties.models import Organisation


def new_token() -> str:
    """Return a secret that names one request's page, 128 random bits."""
    return token_urlsafe(16)


class Register(models.Model):
    """The last number given in a year."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("register")
        verbose_name_plural = _("registers")
        constraints = [
            models.UniqueConstraint(fields=("organisation", "year"), name="one_register_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.year}: {self.last}"


class RequestQuerySet(models.QuerySet["Request"]):
    def open(self) -> RequestQuerySet:
        """Those that wait for the authority."""
        return self.filter(state=Request.State.OPEN)

    def unfinished(self) -> RequestQuerySet:
        """Those that wait for the authority or for their applicant."""
        return self.exclude(state=Request.State.CLOSED)

    def of_year(self, organisation: Organisation, year: int) -> RequestQuerySet:
        """Those in the register of ``year``, by number."""
        return self.filter(organisation=organisation, year=year).order_by("serial")

    def outlived(self, before: datetime) -> RequestQuerySet:
        """Those closed before that moment of which it is still kept who asked.

        One that is objected to or in dispute is none until as long after that ended.
        """
        old = self.filter(
            state=Request.State.CLOSED, closed_at__lt=before, forgotten_at__isnull=True
        )
        old = old.exclude(objections__disputes__at__gte=before)
        old = old.exclude(objections__decided_at__gte=before)
        return old.exclude(objections__isnull=False, objections__decided_at__isnull=True)


class Request(models.Model):
    """One request by one applicant. Who it is stands sealed; no identity card is ever kept."""

    class Via(models.TextChoices):
        WEB = "web", _("Web form")
        MAIL = "mail", _("E-mail")
        DESK = "desk", _("At the counter")

    class Applicant(models.TextChoices):
        PERSON = "person", _("Citizen")
        LEGAL = "legal", _("Indonesian legal entity")
        GROUP = "group", _("Group of people")

    class Manner(models.TextChoices):
        SEE = "see", _("See, read, listen or take notes")
        COPY = "copy", _("Get a copy")

    class State(models.TextChoices):
        OPEN = "open", _("With the desk")
        WAITING = "waiting", _("To be completed by the applicant")
        CLOSED = "closed", _("Closed")

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("Given in full")
        PARTLY = "partly", _("Given in part")
        REFUSED = "refused", _("Refused")
        NOT_HELD = "not-held", _("Not held here")
        LAPSED = "lapsed", _("Not completed")
        WITHDRAWN = "withdrawn", _("Taken back")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="requests")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="information_requests"
    )
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(_("register number"), max_length=80, unique=True)
    token = models.CharField(max_length=22, default=new_token, unique=True, editable=False)
    via = models.CharField(_("came by"), max_length=4, choices=Via)
    kind = models.CharField(_("applicant"), max_length=6, choices=Applicant)
    applicant = SealedField(default=dict, blank=True)  # name, address, contact
    code = models.CharField(max_length=64, db_index=True)  # keyed hash of who it is
    reachable = models.BooleanField(default=False)  # an e-mail address was given
    identity_seen_at = models.DateTimeField(_("identity seen"), null=True, blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    manner = models.CharField(_("manner"), max_length=4, choices=Manner, default=Manner.COPY)
    language = models.CharField(_("language"), max_length=2, default="id")
    received_at = models.DateTimeField(_("received"))
    received_on = models.DateField(_("day of receipt"))  # where the authority is
    clock_on = models.DateField()  # the day the answer is counted from
    rule = models.CharField(max_length=40)  # as ``clock.Rule.id``
    extended_from = models.DateField(null=True, blank=True)  # the deadline it had before
    extension_rule = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(_("deadline"))
    missing = models.JSONField(default=list, blank=True)  # of "name", "address", or words
    asked_back_on = models.DateField(null=True, blank=True)
    complete_by = models.DateField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.OPEN)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for information")
        verbose_name_plural = _("requests for information")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["matter", "state", "due_on"]),
            models.Index(fields=["organisation", "received_on"]),
            models.Index(fields=["state", "closed_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("organisation", "year", "serial"), name="one_number_once_a_year"
            )
        ]

    def __str__(self) -> str:
        return self.number
