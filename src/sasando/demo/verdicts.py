"""The sample's fact-checks: what their files say beside an ordinary item, and how a page gets it.

Every claim is invented, after the kinds that went round in Indonesian elections.
"""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from sasando.demo.content import SampleText
from sasando.desk.addresses import absolute
from sasando.desk.models import Verdict, VerdictAppearance, VerdictSource
from sasando.rendering.dates import KUPANG_TIME

_DAYS = frozenset({"first_seen", "asked_on", "reply_by", "replied_on"})


def fill_in(page: Verdict, text: SampleText, *, now: datetime) -> None:
    """Write what ``text`` says of its claim into ``page``; days are counted from ``now``."""
    said: dict[str, Any] = dict(text.verdict)
    page.sources = [
        VerdictSource(**row | {"href": _whole(row["href"])}) for row in said.pop("sources")
    ]
    page.appearances = [VerdictAppearance(**row) for row in said.pop("appearances", ())]
    if said.pop("picture", "") == "ballot" and not page.claim_picture:
        page.claim_picture = ContentFile(_swapped_ballot(), name="klaim.png")
    for name, value in said.items():
        setattr(page, name, _day(now, value) if name in _DAYS else value)


def _day(now: datetime, days: int) -> date:
    """The day ``days`` later (earlier below zero), in Kupang."""
    return (now + timedelta(days=days)).astimezone(KUPANG_TIME).date()


def _whole(href: str) -> str:
    return absolute(href) if href.startswith("/") else href


def _swapped_ballot() -> bytes:
    """A sketch of what the claim about swapped numbers shows: two boxes and an arrow. PNG."""
    sketch = Image.new("RGB", (900, 600), "#e9efe9")
    draw = ImageDraw.Draw(sketch)
    font = ImageFont.load_default(size=150)
    for left, number in ((70, "2"), (520, "1")):
        draw.rectangle((left, 90, left + 310, 510), fill="#ffffff", outline="#2c7a72", width=8)
        draw.text((left + 155, 300), number, fill="#222222", font=font, anchor="mm")
    draw.line((400, 300, 500, 300), fill="#222222", width=10)
    draw.polygon(((500, 280), (500, 320), (515, 300)), fill="#222222")
    out = io.BytesIO()
    sketch.save(out, "PNG", optimize=True)
    return out.getvalue()
