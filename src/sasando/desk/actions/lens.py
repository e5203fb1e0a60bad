"""What is done at the gender lens: seen, dismissed with a reason, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from sasando.desk.exceptions import NotAllowed, WrongState
from sasando.desk.models import Item, LensDismissal, LensRule, LensSighting
from sasando.parties.models import Person


@transaction.atomic
def dismiss_finding(
    *, item: Item, rule: str, words: str, why: str, note: str, by: Person, at: datetime
) -> LensDismissal:
    """Let ``words`` of ``item`` stand; return who said so and why, kept for good.

    Doing it again changes nothing. Raises ``NotAllowed`` for who cannot edit the item and
    ``WrongState`` for a reason that is none of ``LensDismissal.Why``.
    """
    _refuse_strangers(item, by)
    if why not in LensDismissal.Why.values:
        raise WrongState(_("Say why the words may stand."))
    dismissal, _made = LensDismissal.objects.get_or_create(
        item_id=item.pk,
        rule=rule[:60],
        words=key_of(words),
        undone_at=None,
        defaults={"why": why, "note": note.strip()[:300], "by": by, "at": at},
    )
    return dismissal


@transaction.atomic
def restore_finding(*, dismissal: LensDismissal, by: Person, at: datetime) -> LensDismissal:
    """Show the finding again. Raises ``NotAllowed`` for who cannot edit the item."""
    _refuse_strangers(dismissal.item.specific, by)
    if dismissal.undone_at is None:
        dismissal.undone_by, dismissal.undone_at = by, at
        dismissal.save(update_fields=["undone_by", "undone_at"])
    return dismissal


@transaction.atomic
def note_seen(*, item: Item, rules: Iterable[str], at: datetime) -> None:
    """Write down that ``rules`` found something in ``item``; once an item each."""
    wanted = set(rules)
    known = set(
        LensSighting.objects.filter(item_id=item.pk, rule__in=wanted).values_list("rule", flat=True)
    )
    new = [LensSighting(item_id=item.pk, rule=rule, at=at) for rule in sorted(wanted - known)]
    if new:
        LensSighting.objects.bulk_create(new, ignore_conflicts=True)


@transaction.atomic
def change_rule(*, key: str, active: bool, suggestion: str, by: Person) -> LensRule:
    """Switch the shipped rule ``key`` on or off and set the desk's own suggestion; return the row.

    Who did it is in the audit log.
    """
    row, made = LensRule.objects.get_or_create(key=key)
    row.active, row.suggestion = active, suggestion.strip()[:300]
    row.save(update_fields=["active", "suggestion"])
    log(row, "wagtail.create" if made else "wagtail.edit", user=by, title=key)
    return row


def key_of(words: str) -> str:
    """Return ``words`` as dismissals know them: without outer blanks, lower case, at most 300."""
    return " ".join(words.split()).lower()[:300]


def _refuse_strangers(item: Item, person: Person) -> None:
    if not item.permissions_for_user(person).can_edit():
        raise NotAllowed(_("Only who can edit this text may say that its words stand."))
