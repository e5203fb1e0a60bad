"""Who asked is forgotten when nobody can object or go to the information commission any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from sasando.openness.models import Entry, Request

KEPT = timedelta(
    days=365
)  # after a request was closed: every time limit of the law is over by then
_AT_ONCE = 500


@transaction.atomic
def forget_applicants(*, at: datetime) -> int:
    """Take names and addresses from requests closed a year ago, and what their mails said; number and
    dates stay. Repeatable.

    One in dispute is kept until a year after it ended.
    """
    old = Request.objects.filter(
        state=Request.State.CLOSED, closed_at__lt=at - KEPT, forgotten_at__isnull=True
    )
    old = old.exclude(objections__disputes__at__gte=at - KEPT)
    old = old.exclude(objections__decided_at__gte=at - KEPT)
    old = old.exclude(objections__isnull=False, objections__decided_at__isnull=True)
    keys = list(old.values_list("pk", flat=True)[:_AT_ONCE])
    rows = Request.objects.filter(pk__in=keys)
    Entry.objects.filter(request__in=keys, kind=Entry.Kind.MAILED).update(text="")
    return rows.update(applicant="", purpose="", code="", reachable=False, forgotten_at=at)
