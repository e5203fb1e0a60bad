"""Opening a class or a session: a new code."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sasando.education.audiences import segment_of
from sasando.education.exceptions import AnswersRefused, TooManyAnswers
from sasando.education.models import Group

LETTERS = "ACDEFHJKLMNPRTUVWXY3479"  # none that is read as another
LENGTH = 6
KEPT = timedelta(days=180)
_MOST_A_DAY = 500  # classes; more is no school


@transaction.atomic
def open_group(
    *, kind: str, audience: str = "", language: str = "id", day: date, until: date | None = None
) -> Group:
    """Return a new group with a code of its own, valid to ``until`` or for half a year.

    Raises ``AnswersRefused`` for an unknown audience, ``TooManyAnswers`` past 500 on one day.
    """
    if audience and segment_of(audience) is None:
        raise AnswersRefused(_("Choose one of what the form offers, or leave it open."))
    if Group.objects.filter(made_on=day).count() >= _MOST_A_DAY:
        raise TooManyAnswers(_("Very many codes were made today. Ask for one tomorrow."))
    while True:
        code = "".join(secrets.choice(LETTERS) for _place in range(LENGTH))
        if not Group.objects.filter(code=code).exists():
            break
    return Group.objects.create(
        code=code,
        kind=kind,
        audience=audience,
        language=language,
        made_on=day,
        expires_on=until or day + KEPT,
    )
