"""The codes that tables hold, each with its words in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import override

from sasando.accounts.package import Words
from sasando.channels.models import Delivery
from sasando.documents.vocabulary import Audience, Kind, PartyKind
from sasando.openness.models import Objection, Request
from sasando.partnership.promises import Medium, Unit
from sasando.plugins import MeasureKind
from sasando.rendering.phrases import phrase

Codes = Mapping[str, Words]

NOT_COUNTED = "not-counted"
"""Stands for the measure of what went out to where nobody counts."""


def phrased(key: str) -> Words:
    """Return a phrase in both languages."""
    return Words(phrase(key, "id"), phrase(key, "en"))


def translated(said: str | Promise) -> Words:
    """Return a text of Django's catalogue in both languages."""
    with override("id"):
        indonesian = str(said)
    with override("en"):
        return Words(indonesian, str(said))


def _choices(choices: Iterable[tuple[str, str | Promise]]) -> Codes:
    return {str(code): translated(label) for code, label in choices}


def _measures() -> Codes:
    return {one.value: phrased(f"measure.{one.value}") for one in MeasureKind}


def _corrections() -> Codes:
    return {
        "correction": Words("Versi baru", "New version"),
        "verdict": Words("Penilaian cek fakta berubah", "A fact-check rates otherwise"),
        "erratum": Words("Ralat", "Erratum"),
        "withdrawal": Words("Penarikan", "Withdrawal"),
    }


def _dimensions() -> Codes:
    return {
        "channel": Words("Saluran", "Channel"),
        "audience": Words("Basis pemilih", "Audience"),
        "kind": Words("Jenis naskah", "Kind of text"),
        "stage": Words("Tahapan", "Stage"),
        "month": Words("Bulan", "Month"),
    }


def _request_parts() -> Codes:
    return {
        "way": Words("Lewat mana", "How it came"),
        "applicant": Words("Pemohon", "Applicant"),
        "ground": Words("Alasan keberatan", "Ground of an objection"),
        "article": Words("Pasal penolakan", "Article of refusal"),
    }


CODES: Mapping[str, Callable[[], Codes]] = {
    "applicants": lambda: _choices(Request.Applicant.choices),
    "audiences": lambda: {
        one.value: phrased(f"site.audience_{one.value.replace('-', '_')}") for one in Audience
    },
    "corrections": _corrections,
    "dimensions": _dimensions,
    "grounds": lambda: _choices(Objection.Ground.choices),
    "kinds": lambda: {one.value: phrased(f"kind.{one.value}") for one in Kind},
    "languages": lambda: {
        "id": Words("Bahasa Indonesia", "Indonesian"),
        "en": Words("Bahasa Inggris", "English"),
    },
    "measures": _measures,
    "measures_or_none": lambda: {
        **_measures(),
        NOT_COUNTED: Words("Tidak dihitung siapa pun", "Counted by nobody"),
    },
    "media": lambda: _choices(Medium.choices),
    "parties": lambda: {one.value: phrased(f"site.party_{one.value}") for one in PartyKind},
    "recall_gaps": lambda: {
        "not-asked": Words("Tidak diminta apa-apa", "The outlet was asked to do nothing"),
        **_choices(Delivery.State.choices),
    },
    "request_parts": _request_parts,
    "units": lambda: _choices(Unit.choices),
    "ways": lambda: _choices(Request.Via.choices),
}
"""Lists of codes by the name the dictionary calls them by."""
