"""What the room keeps of applicants, for how long, and why."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from sasando.openness.actions import forget_applicants
from sasando.openness.models import PostedMail, Request
from sasando.retention.rules import Effect, Rows, Rule, Stays


def _mail_marks(at: datetime, kept: timedelta) -> Rows:
    return Rows(PostedMail.objects.filter(at__lt=at - kept), "at")


def _applicants(at: datetime, kept: timedelta) -> Rows:
    return Rows(Request.objects.outlived(at - kept), "closed_at")


RULES = (
    Rule(
        key="openness.mail-marks",
        kind=_("Marks of mails to the information officer, to take each once"),
        personal=_("Keyed hash of what the mail server calls the mail"),
        counted_from=_("the mail"),
        why=_("Mail servers bring the same mail again within days."),
        usual=timedelta(days=90),
        bounds=(timedelta(days=7), timedelta(days=365)),
        models=("sasando_openness.PostedMail",),
        due=_mail_marks,
    ),
    Rule(
        key="openness.applicants",
        kind=_("Who asked for public information"),
        personal=_(
            "Name, address, contact and purpose, sealed; their mails and objections in their own "
            "words"
        ),
        counted_from=_("the closing of the request, of its objection and its dispute"),
        why=_(
            "Until every time limit of the law is over. Number, dates and outcomes stay in the "
            "register."
        ),
        basis=_(
            "Law 14/2008, Articles 35–38: objection, answer, dispute and decision within 174 "
            "working days at most, so no less than 270 days; Law 27/2022, Article 43(1)a: no more "
            "than that"
        ),
        effect=Effect.UNNAMED,
        usual=timedelta(days=365),
        bounds=(timedelta(days=270), timedelta(days=1825)),
        models=(
            "sasando_openness.Request",
            "sasando_openness.Entry",
            "sasando_openness.Letter",
            "sasando_openness.Objection",
        ),
        due=_applicants,
        forget=forget_applicants,
        every=timedelta(hours=6),
    ),
)

STAYS = (
    Stays(
        models=(
            "sasando_openness.Decision",
            "sasando_openness.DecisionFile",
            "sasando_openness.Dispute",
            "sasando_openness.Matter",
            "sasando_openness.Redaction",
            "sasando_openness.Register",
        ),
        why=_(
            "The register of requests, with what was asked and answered, which a public body keeps "
            "and reports on (Law 14/2008, Article 12; Information Commission Regulation 1/2021)."
        ),
        personal=_("Name of the officer who decided; of a redaction the withheld words, sealed."),
    ),
    Stays(
        models=(
            "sasando_openness.CatalogueEntry",
            "sasando_openness.CatalogueFile",
            "sasando_openness.ConsequenceTest",
            "sasando_openness.DayOff",
            "sasando_openness.Postbox",
            "sasando_openness.PublishedCount",
        ),
        why=_("The catalogue of public information and the days the clock does not count."),
        personal=_("Name of the officer who decided."),
    ),
)
