"""What the room keeps, for how long, and why."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from sasando.accounts.models import DigestCopy
from sasando.retention.rules import Rows, Rule, Stays


def _digest_copies(at: datetime, kept: timedelta) -> Rows:
    return Rows(DigestCopy.objects.settled().filter(created_at__lt=at - kept), "created_at")


RULES = (
    Rule(
        key="accounts.digest-copies",
        kind=_("Who was sent which weekly digest"),
        personal=_("A link to the account, and the mail server's words without the address"),
        counted_from=_("the Monday it was sent on"),
        why=_("So that nobody gets a week twice, and to see why a mail did not come."),
        usual=timedelta(days=90),
        bounds=(timedelta(days=14), timedelta(days=365)),
        models=("sasando_accounts.DigestCopy",),
        due=_digest_copies,
        every=timedelta(hours=6),
    ),
)

STAYS = (
    Stays(
        models=("sasando_accounts.Edition",),
        why=_(
            "Open data, published for everybody; every edition for five weeks, then the last of "
            "each month."
        ),
    ),
    Stays(
        models=("sasando_accounts.Digest",),
        why=_("Which weeks were sent, so that none is sent again."),
    ),
    Stays(
        models=("sasando_accounts.Goal", "sasando_accounts.GoalVersion"),
        why=_("What both partners wanted to reach, and every version of it: they account by it."),
        personal=_("Name of who proposed, agreed, declined and ended for their organisation."),
    ),
    Stays(
        models=("sasando_accounts.DigestChoice",),
        why=_("As long as the account: who wants the weekly digest, and who does not."),
        personal=_("The choice of somebody who works here."),
    ),
)
