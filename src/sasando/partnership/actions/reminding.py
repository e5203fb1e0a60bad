"""Early warnings reach both sides by mail: at once when a new line falls behind, else once a week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sasando.parties.mailing import Mail, mail_to
from sasando.parties.models import Person
from sasando.partnership.accounting import Account, accounts_of
from sasando.partnership.models import Agreement, Reminder, Terms
from sasando.partnership.permissions import WRITERS

_AGAIN = timedelta(days=7)
_AFTER_THE_END = timedelta(days=30)  # so long what is missing is still told


def remind(*, at: datetime) -> int:
    """Mail both sides what is going to be missing; return how many agreements were warned of."""
    today = timezone.localdate(at)
    running = Terms.objects.in_force().filter(starts__lte=today, ends__gte=today - _AFTER_THE_END)
    warned = 0
    for terms in running.select_related("agreement__commission", "agreement__media"):
        warned += _remind(terms, at)
    return warned


@transaction.atomic
def _remind(terms: Terms, at: datetime) -> bool:
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=terms.agreement_id)
    warnings = accounts_of(terms, today=timezone.localdate(at)).warnings
    if not warnings or terms.handovers.filter(state="signed").exists():
        return False
    codes = sorted(line.row.code for line in warnings)
    last = agreement.reminders.first()
    if last is not None and at - last.at < _AGAIN and set(codes) <= set(last.codes):
        return False
    Reminder.objects.create(agreement=agreement, at=at, codes=codes)
    for person in people_of(terms.agreement):
        mail_to(
            person, partial(_mail, terms.agreement, warnings), about=f"agreement {agreement.pk}"
        )
    return True


def people_of(agreement: Agreement) -> list[Person]:
    """Return who keeps the agreement on both sides and has an address."""
    held = Q()
    for party in (agreement.commission, agreement.media):
        for kind, roles in WRITERS.items():
            if party.kind == kind:
                held |= Q(
                    memberships__active=True,
                    memberships__organisation=party,
                    memberships__role__in=roles,
                )
    return list(Person.objects.filter(held, is_active=True).exclude(email="").distinct())


def _mail(agreement: Agreement, warnings: Sequence[Account]) -> Mail:
    address = reverse("sasando_partnership_agreement", args=[agreement.pk])
    return Mail(
        _("Will be missing: %(number)s") % {"number": agreement.number},
        [*(line.warning for line in warnings), f"{settings.SITE_URL}{address}"],
    )
