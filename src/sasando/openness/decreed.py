"""Indonesia's national holidays and joint leave as ``holidays`` knows them: by ministers' decree."""

from __future__ import annotations

from datetime import date
from functools import cache

from holidays.countries.indonesia import Indonesia

from sasando.openness.clock import Kind, Off

_ESTIMATED = " (perkiraan)"  # the library's own words for a date of the moon nobody decreed yet
_ESTIMATED_EN = " (estimated)"
_KINDS = {"public": Kind.HOLIDAY, "government": Kind.JOINT_LEAVE}


@cache
def days_off(year: int) -> tuple[dict[date, Off], bool]:
    """Return the days off of ``year``, and whether its decree is known: it names joint leave.

    A date of the moon that is only calculated is marked as estimated.
    """
    found: dict[date, Off] = {}
    joint = False
    for category, kind in _KINDS.items():
        names, english = (
            Indonesia(years=year, categories=(category,), language=language, observed=True)
            for language in ("id", "en_US")
        )
        joint = joint or (kind is Kind.JOINT_LEAVE and bool(names))
        for day, name in names.items():
            if day not in found:
                told = {"id": name.removesuffix(_ESTIMATED)}
                told["en"] = english.get(day, name).removesuffix(_ESTIMATED_EN)
                found[day] = Off(kind, told, estimated=name.endswith(_ESTIMATED))
    return found, joint and not any(off.estimated for off in found.values())
