"""Lengths and shares, as the live desk's screens write them."""

from django import template

register = template.Library()


@register.filter
def length(seconds: float | None) -> str:
    """Return seconds as "4:05" or "1:04:05", with "−" before what is over time; ``""`` for none."""
    if seconds is None:
        return ""
    whole = abs(round(seconds))
    sign = "−" if seconds < 0 and whole else ""
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours}:{minutes:02}:{rest:02}" if hours else f"{sign}{minutes}:{rest:02}"


@register.filter
def percent(part: float) -> int:
    """Return a share of one in hundredths."""
    return round(part * 100)
