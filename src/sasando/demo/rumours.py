"""The sample's claims: what people forwarded, what the checkers have done so far. All invented."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction

from sasando.claims import actions
from sasando.claims.actions.counting import count_tip, hour_of
from sasando.claims.likeness import fingerprint
from sasando.claims.models import Claim, Tip, TipCount
from sasando.desk.models import Version
from sasando.documents.vocabulary import Kind
from sasando.parties.models import Organisation, Person
from sasando.rendering.dates import KUPANG_TIME

_CLOSED = (
    "Info dari RT: TPS di Oesapa besok ditutup jam 10 pagi karena listrik padam, yang datang siang "
    "tidak dilayani lagi"
)
_MONEY = (
    "Selamat! Pemilih yang sudah mencoblos dapat bantuan pulsa 100 ribu, isi nomor rekening dan "
    "PIN di tautan bantuan-pemilih.example"
)
_BURNT = "Petugas KPPS di Kupang membakar sisa surat suara malam-malam, ada videonya"
_DIGITAL = "KTP digital di HP tidak berlaku, pemilih tanpa KTP fisik pasti ditolak di TPS"
# What came: the wording, how many hours ago the first and the last, how often, from where.
_CAME = (
    (_CLOSED, 9, 1, 14, "5371"),
    (f"Selamat sore bapak ibu. {_CLOSED}. Sebarkan!", 7, 1, 6, "5371"),
    (_MONEY, 30, 3, 9, ""),
    (_BURNT, 20, 6, 7, "5371"),
    (_DIGITAL, 52, 26, 8, "5371"),
)
_ASKED_BEFORE = (46, 21, 12)  # messages about the fact-checks before they were out, oldest first
_ANSWERED = (3, 5, 8, 6, 4, 9, 12)  # questions answered at once in an hour, again and again
_DAYS = 30  # so long they have come in, more every day


@transaction.atomic
def go_round(*, now: datetime) -> None:
    """Write claims with their messages, unless there are claims.

    The fact-checks that are out have settled theirs; on four more is the work to be seen.
    """
    if Claim.objects.exists():
        return
    _settle()
    arrivals = [
        (at, text, place)
        for text, first, last, times, place in _CAME
        for at in _moments(now - timedelta(hours=first), now - timedelta(hours=last), times)
    ]
    for at, text, place in sorted(arrivals):
        _come(text, place, at)
    _count_answers(now)
    _work(now)
    actions.rank(at=now)


def _settle() -> None:
    """What was asked before each fact-check was out; it answers that in both languages."""
    checks = Version.objects.current().of_kind(Kind.VERDICT).in_language("id")
    for version, times in zip(checks.order_by("published_at", "pk"), _ASKED_BEFORE, strict=False):
        out, statement = version.published_at, version.content.verdict
        if out is None or statement is None:
            continue
        first = datetime.combine(statement.first_seen, time(8), KUPANG_TIME)
        for at in _moments(first, out, times):
            claim = _come(statement.claim, "", at)
        for item in version.item.get_translations(inclusive=True):
            actions.tie_verdict(claim=claim, item=item, by=version.proposed_by, at=out)
        actions.tell_verdict(version=version, at=out)


def _moments(first: datetime, last: datetime, times: int) -> list[datetime]:
    """Return when ``times`` messages came from ``first`` on, more and more until ``last``."""
    return [first + (last - first) * (n / times) ** 0.5 for n in range(times)]


def _come(text: str, place: str, at: datetime) -> Claim:
    tip = Tip.objects.create(
        text=text,
        received_at=at,
        ready_at=at,
        place=place,
        forwarded=True,
        fingerprint=fingerprint(text),
        state=Tip.State.UNKNOWN,
        outcome=Tip.Outcome.ABSTAIN,
        answered_at=at + timedelta(seconds=1),
    )
    claim = actions.file_under_claim(tip=tip, at=at)
    count_tip(tip=tip, outcome=tip.state, at=at)
    return claim


def _count_answers(now: datetime) -> None:
    rows = [
        TipCount(
            hour=hour_of(now) - timedelta(hours=n),
            source="web",
            outcome=Tip.State.ANSWERED if n % 4 else Tip.State.SUGGESTED,
            language="id",
            count=_ANSWERED[n % len(_ANSWERED)] * (_DAYS - n // 24) // _DAYS,
        )
        for n in range(24 * _DAYS)
    ]
    TipCount.objects.bulk_create(rows)


def _work(now: datetime) -> None:
    """Two claims are being checked; of these one waits for the commission, one has its reply."""
    people = {person.username: person for person in Person.objects.all()}
    yuliana, dominggus, maria = (people[name] for name in ("yuliana", "dominggus", "maria"))
    commission = Organisation.objects.get(code="kpu-kota-kupang")
    burnt = Claim.objects.get(wording=_BURNT)
    digital = Claim.objects.get(wording=_DIGITAL)
    for claim, first, second in ((burnt, dominggus, yuliana), (digital, yuliana, dominggus)):
        at = claim.first_seen + timedelta(hours=2)
        actions.assign(claim=claim, checker=first, second=second, by=first, at=at)
    note = "Videonya memuat papan nama kelurahan di provinsi lain. Dicari unggahan aslinya."
    actions.note(claim=burnt, text=note, by=dominggus, at=now - timedelta(hours=10))
    actions.ask(
        claim=burnt,
        organisation=commission,
        text="Bagaimana surat suara yang rusak atau lebih dimusnahkan, kapan, dan siapa yang hadir?",
        by=dominggus,
        at=now - timedelta(hours=5),
    )
    question = actions.ask(
        claim=digital,
        organisation=commission,
        text="Apakah pemilih dapat menunjukkan Identitas Kependudukan Digital di TPS?",
        by=yuliana,
        at=now - timedelta(hours=40),
    )
    reply = (
        "Pemilih yang terdaftar dapat menunjukkan KTP-el atau biodata penduduk, termasuk Identitas "
        "Kependudukan Digital."
    )
    actions.reply(question=question, text=reply, by=maria, at=now - timedelta(hours=30))
