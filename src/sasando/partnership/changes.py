"""What an amendment changes, found by comparing two versions: nobody has to take a sentence's word for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from sasando.partnership.models import Deliverable, Terms

_TERMS = {
    "starts": "starts",
    "ends": "ends",
    "overlap_note": "overlap_note",
    "budget_line": "budget_line",
    "value": "value",
    "value_public": "value_public",
    "circulation": "circulation",
    "editions_a_week": "editions",
}
"""What the content calls them, and the field that names them for people."""

_ROWS = ("packages", "goals", "rates", "papers")
_NONE = "—"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as before; ``what`` and both values in words."""

    what: str
    before: str
    after: str


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what ``after`` says otherwise than ``before``: contents of terms (``content``)."""
    return [*_of_terms(before, after), *_of_deliverables(before, after), *_of_rows(before, after)]


def _of_terms(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name, field in _TERMS.items():
        if before[name] != after[name]:
            yield Change(
                _named(Terms, field),
                _shown(Terms, field, before[name]),
                _shown(Terms, field, after[name]),
            )
    for side in ("commission", "media"):
        was, now = ("{signatory}, {office}".format(**c["parties"][side]) for c in (before, after))
        if was != now:
            yield Change(_named(Terms, f"{side}_signatory"), was, now)


def _of_deliverables(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    was = {row["code"]: row for row in before["deliverables"]}
    now = {row["code"]: row for row in after["deliverables"]}
    for code in [*was, *(code for code in now if code not in was)]:
        if code not in now:
            yield Change(code, was[code]["title"], _("taken out"))
        elif code not in was:
            yield Change(code, _("new"), f"{now[code]['title']} ({now[code]['number']})")
        else:
            for name in was[code]:
                old, new = was[code][name], now[code][name]
                if old != new:
                    yield Change(
                        f"{code}: {_named(Deliverable, name)}",
                        _shown(Deliverable, name, old),
                        _shown(Deliverable, name, new),
                    )


def _of_rows(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """Packages, goals, rates and papers, each as a whole: their title and what stands beside it."""
    for name in _ROWS:
        was, now = ([_summed_up(row) for row in content[name]] for content in (before, after))
        for gone in was:
            if gone not in now:
                yield Change(_heading(name), gone, _("taken out"))
        for new in now:
            if new not in was:
                yield Change(_heading(name), _("new"), new)


def _summed_up(row: Mapping[str, Any]) -> str:
    beside = [str(row[name]) for name in ("unit", "price", "target", "number") if row.get(name)]
    return ", ".join([row["title"], *beside])


def _heading(name: str) -> str:
    return str(Terms._meta.get_field(name).related_model._meta.verbose_name_plural)  # type: ignore[union-attr]


def _named(model: type[Model], name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _shown(model: type[Model], name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value["name"])
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    choices = dict(model._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value)) if value not in (None, "") else _NONE
