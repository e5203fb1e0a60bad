"""What each part of the live desk's screens shows. Reads only; a few queries a part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from sasando.channels.exceptions import VaultError
from sasando.claims.models import Claim
from sasando.desk.models import EpisodePerson, Item, Version
from sasando.live.actions.broadcasting import accounts_for
from sasando.live.actions.directing import not_ready
from sasando.live.actions.screen import said_of
from sasando.live.addresses import host_href, overlay_href
from sasando.live.balance import Balance, balance_of
from sasando.live.forms import ByHandForm, CheckForm, ConsentForm
from sasando.live.models import Broadcast, Participation, Production
from sasando.live.models.onair import Layer
from sasando.live.question_list import question_list
from sasando.live.rundown import rundown_of
from sasando.live.stream_screen import stream

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody of the episode with what is known of their coming and consent."""

    person: EpisodePerson
    row: Participation
    speaks: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """Something published that may be put on the screen."""

    version: Version
    is_verdict: bool
    segment: int  # where it was planned; 0: nowhere


@dataclass(frozen=True, slots=True)
class Shown:
    """One place on the screen, and what it shows."""

    layer: str
    label: str
    said: str


def speakers_of(production: Production) -> list[Speaker]:
    """Return hosts and guests in their order; two queries."""
    rows = {row.ref: row for row in production.participations.select_related("consent_by")}
    speaking = production.speaking.filter(ended_at__isnull=True).first()
    return [
        Speaker(
            person=person,
            row=rows.get(person.ref)
            or Participation(production=production, ref=person.ref, name=person.name),
            speaks=speaking is not None and speaking.ref == person.ref,
        )
        for person in production.people
    ]


def cards_of(production: Production) -> list[Card]:
    """Return the published texts of the rundown, in its order, each once."""
    segments = production.segments.prefetch_related(Prefetch("items", Item.objects.only("pk")))
    places: dict[int, int] = {}
    for segment in segments:
        for item in segment.items.all():
            places.setdefault(item.pk, segment.pk)
    current = Version.objects.current().filter(item__in=places).defer("canonical")
    cards = [Card(v, v.kind == "verdict", places[v.item_id]) for v in current]
    order = list(places)
    return sorted(cards, key=lambda card: order.index(card.version.item_id))


def rundown(production: Production, person: Any, at: datetime) -> Context:
    """The rundown, with what each segment refers to."""
    segments = list(
        production.segments.prefetch_related(
            Prefetch("claims", Claim.objects.shown_to(person)),
            Prefetch("items", Item.objects.only("pk", "title", "path", "depth")),
        )
    )
    found = rundown_of(production, at=at, segments=segments)
    return {"rundown": found, "balance": _lines(balance_of(production, at=at))}


def people(production: Production, person: Any, at: datetime) -> Context:
    """Who comes and may be recorded, and what was tried beforehand."""
    return {
        "speakers": speakers_of(production),
        "consent": ConsentForm(),
        "checks": list(production.checks.select_related("ticked_by")),
        "check_form": CheckForm(),
        "host_href": host_href(production),
        "host_reads": production.host_may_read(at),
    }


def broadcasts(production: Production, person: Any, at: datetime) -> Context:
    """Where it goes out, what each platform said, and what is left to a person."""
    rows = list(production.broadcasts.with_account().prefetch_related("said__by"))
    there = {row.account_id for row in rows}
    return {
        "broadcasts": [
            (
                row,
                ByHandForm(broadcast=row) if row.work == Broadcast.Work.BY_HAND else None,
                _key(row),
            )
            for row in rows
        ],
        "unannounced": [a for a in accounts_for(production) if a.pk not in there],
        "published": production.episode.current_version,
        "problems": not_ready(production, at=at) if production.told_to_start_at is None else [],
    }


def _key(row: Broadcast) -> str:
    """The last signs of the stream key: enough to compare, too little to use."""
    try:
        key = row.ingest_key
    except VaultError:
        return _("cannot be read")
    return f"…{key[-4:]}" if len(key) > 8 else ""


def questions(production: Production, person: Any, at: datetime) -> Context:
    """What viewers ask and wait for: what most ask first."""
    return question_list(production, at=at)


def screen(production: Production, person: Any, at: datetime) -> Context:
    """What the overlays show, and what they could."""
    on_air = production.on_air
    return {
        "on_air": on_air,
        "seen": on_air.number,
        "layers": [
            Shown(layer, str(label), said_of(on_air.layers.get(layer)))
            for layer, label in Layer.choices
        ],
        "speakers": speakers_of(production),
        "cards": cards_of(production),
        "overlay_href": overlay_href(production),
    }


PARTS: dict[str, Callable[[Production, Any, datetime], Context]] = {
    "rundown": rundown,
    "people": people,
    "broadcasts": broadcasts,
    "questions": questions,
    "screen": screen,
    "stream": stream,
}


def _lines(balance: Balance) -> Context:
    genders = {"female": _("Women"), "male": _("Men"), "other": _("Other"), "": _("Not stated")}
    return {
        "cuts": [
            (_("By person"), balance.by_person),
            (_("Guests by office"), _named(balance.by_office, lambda name: name or _("No office"))),
            (_("Guests by gender, as stated"), _named(balance.by_gender, lambda n: genders[n])),
        ],
        "unassigned_s": balance.unassigned_s,
    }


def _named(shares: Iterable[Any], words: Callable[[str], str]) -> list[Any]:
    named = list(shares)
    for share in named:
        share.name = words(share.name)
    return named
