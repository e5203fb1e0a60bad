"""Who asked is forgotten when nobody can object or go to the information commission any more."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from sasando.openness.models import Entry, Letter, Objection, Request


def forget_applicants(requests: QuerySet[Request], at: datetime) -> None:
    """Take from ``requests`` names and addresses, what their mails and objections said in their own
    words, and what mail servers said of the address. Number, dates and outcomes stay.
    """
    keys = list(requests.values_list("pk", flat=True))
    Entry.objects.filter(request__in=keys, kind=Entry.Kind.MAILED).update(text="")
    Objection.objects.filter(request__in=keys).update(text="")
    Letter.objects.filter(request__in=keys).update(words="")
    requests.update(applicant="", purpose="", code="", reachable=False, forgotten_at=at)
