"""A house of which there is something to account for in public, and the moment it is looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from sasando.channels.privacy import make_asker_key
from sasando.channels.vault import make_vault_key
from sasando.desk import actions as desk_actions
from sasando.desk.models import Version
from sasando.openness import actions as openness
from sasando.openness.actions import Answer, Applicant, Filing
from sasando.openness.models import Request
from tests.desk.builders import NOW, Desk, make_desk
from tests.partnership.deals import a_deal, an_outlet, carried
from tests.reach.sent import asker, claim, copy, outlet, read, tip

NIGHT = datetime.fromisoformat("2024-09-23T02:30+08:00")  # a Monday in Kupang, after everything
HOUR = timedelta(hours=1)
TAKEN_DOWN = NOW + timedelta(hours=11, microseconds=123_456)
DAY = 24 * 60  # minutes
APPLICANT = "Ana Lopo"
WITHDRAWN = "Bupati dituduh tanpa bukti"


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    settings.KEYS = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BAKED = tmp_path / "baked"
    settings.SITE_URL = "https://sasando.example"
    settings.ALLOWED_HOSTS = ["*"]
    make_vault_key()
    make_asker_key()
    cache.clear()
    return tmp_path


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


SetClock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return set_clock


@dataclass
class Busy:
    """A desk, and what happened there."""

    desk: Desk
    news: Version  # corrected; of its three copies two followed
    gone: Version  # withdrawn


def correct(desk: Desk, version: Version, at: datetime) -> Version:
    item = desk.edit(version.item, by=desk.reporter, change_note="=552 semula; yang benar 553.")
    second = desk_actions.propose(item=item, by=desk.reporter, at=at)
    return desk_actions.approve(version=second, by=desk.editor, at=at)


def _answered_request(desk: Desk, at: datetime) -> None:
    asked = openness.receive(
        organisation=desk.kpu,
        applicant=Applicant(
            kind="person", name=APPLICANT, address="Jl. Timor Raya 1", contact="ana@warga.example"
        ),
        filing=Filing(
            text="Daftar TPS di Kota Kupang, per kelurahan, dalam bentuk tabel.",
            via=Request.Via.WEB,
            purpose="penelitian",
            language="id",
        ),
        at=at,
    ).request
    openness.decide(
        matter=asked.matter,
        by=desk.head,
        answer=Answer(outcome="granted", text="Terlampir."),
        at=at + timedelta(days=1),
    )


@pytest.fixture
def busy(desk: Desk, clock: SetClock) -> Busy:
    clock(NOW + HOUR)
    a_deal(desk, value=148_000_000, value_public=True).in_force(NOW)
    assert carried(desk.published("partnership"), an_outlet(desk), at=NOW + HOUR)
    news = desk.published("news", title="=Judul yang menghitung", slug="judul")
    places = [outlet(desk, code) for code in ("a", "b", "c")]
    copies = [copy(news, where, NOW + HOUR, where.code) for where in places]
    read(copies[0], DAY, views=120, shares=3)
    read(copies[1], DAY, views=1_000)
    second = correct(desk, news, NOW + 10 * HOUR)
    for where in places[:2]:
        copy(second, where, NOW + 12 * HOUR, where.code)
    gone = desk.published("news", title=WITHDRAWN, slug="ditarik")
    desk_actions.withdraw(version=gone, by=desk.editor, reason="Tanpa bukti.", at=TAKEN_DOWN)
    settled = claim(NOW, state="settled", closed_at=NOW + 4 * HOUR)
    for number in range(3):
        tip(
            NOW,
            "answered",
            answered_at=NOW + 3 * HOUR,
            claim=settled,
            asker=asker(desk, number, NOW),
        )
    tip(NOW, "answered", answered_at=NOW)
    _answered_request(desk, NOW)
    clock(NIGHT)
    return Busy(desk, second, gone)
