"""A small package of every type there is."""

from datetime import UTC, date, datetime
from typing import Any

from sasando.accounts.package import (
    Field,
    Package,
    Reference,
    Resource,
    Source,
    Type,
    Words,
)

MADE = datetime(2024, 11, 29, 18, 0, 0, 123, tzinfo=UTC)


def said(name: str) -> Words:
    return Words(f"{name} | artinya", f"{name} means")


def column(name: str, kind: Type, **more: Any) -> Field:
    return Field(name=name, type=kind, title=said(name), description=said(name), **more)


CHANNELS = Resource(
    name="channels",
    title=said("channels"),
    description=said("channels"),
    fields=(column("code", Type.STRING), column("name", Type.STRING, required=True)),
    key=("code",),
    rows=(("site", "Situs"), ("print", "Koran, “edisi pagi”\nbaris dua")),
)
REACH = Resource(
    name="reach-by-channel",
    title=said("reach"),
    description=said("reach"),
    fields=(
        column("channel", Type.STRING),
        column("month", Type.MONTH),
        column("value", Type.INTEGER, unit="views", minimum=0),
        column("share", Type.NUMBER, unit="%"),
        column("final", Type.BOOLEAN, required=True),
        column("day", Type.DATE),
        column("read_at", Type.DATETIME),
        column("kind", Type.STRING, values={"views": said("views"), "copies": said("copies")}),
        column("note", Type.STRING),
    ),
    key=("channel", "month"),
    references=(Reference(("channel",), "channels", ("code",)),),
    rows=(
        (
            *("site", "2024-11", 0, -1.5, True, date(2024, 11, 27)),
            *(datetime(2024, 11, 27, 1, 2, 3, tzinfo=UTC), "views", '=HYPERLINK("x")'),
        ),
        ("print", "2024-11", None, None, False, None, None, None, "'-5, kata orang"),
        ("site", "2024-12", 2**40, 0.1, False, None, None, "copies", "'kutip' biasa"),
    ),
)


def a_package(**changes: Any) -> Package:
    given: dict[str, Any] = {
        "name": "a-package",
        "title": said("package"),
        "description": said("package"),
        "version": "2024.11.29",
        "created": MADE,
        "resources": (CHANNELS, REACH),
        "homepage": "https://sasando.example/transparansi/",
        "sources": (Source("Sasando", "https://sasando.example/"),),
        "publishers": (Source("KPU Uji", "https://kpu.example/"), Source("Koran Uji")),
    }
    return Package(**(given | changes))
