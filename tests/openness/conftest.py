"""A commission with its officers, and applicants who ask it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sasando.channels.privacy import make_asker_key
from sasando.channels.vault import make_vault_key
from sasando.openness import actions
from sasando.openness.actions import Answer, Applicant, Filing
from sasando.openness.models import Request
from tests.desk.builders import Desk, make_desk

WITA = ZoneInfo("Asia/Makassar")
WORDS = "Daftar TPS di Kota Kupang untuk pemilihan 2024, per kelurahan, dalam bentuk tabel."
PLAIN = datetime(2025, 7, 7, 9, 0, tzinfo=WITA)  # a Monday without an election, days off or news


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Path) -> Path:
    settings.KEYS = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.BAKED = tmp_path / "baked"
    settings.SITE_URL = "https://sasando.example"
    settings.ALLOWED_HOSTS = ["*"]
    make_vault_key()
    make_asker_key()
    return tmp_path


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


def person(number: int = 1, **changes: str) -> Applicant:
    told = {"name": f"Ana Lopo {number}", "address": f"Jl. Timor Raya {number}, Kupang"}
    return Applicant(**(told | {"contact": f"ana{number}@warga.example"} | changes))


def at(text: str) -> datetime:
    """``"2025-07-08"`` or ``"2025-07-08 23:30"``, in Kupang."""
    return datetime.fromisoformat(text if " " in text else f"{text} 09:00").replace(tzinfo=WITA)


Ask = Callable[..., Request]


@pytest.fixture
def ask(desk: Desk) -> Ask:
    def asked(
        number: int = 1, *, text: str = WORDS, when: datetime = PLAIN, **changes: str
    ) -> Request:
        language = changes.pop("language", "id")
        via = changes.pop("via", Request.Via.WEB)
        return actions.receive(
            organisation=desk.kpu,
            applicant=person(number, **changes),
            filing=Filing(text=text, via=via, language=language),
            at=when,
        ).request

    return asked


def granted(text: str = "Terlampir daftarnya.", **changes: Any) -> Answer:
    return Answer(**({"outcome": "granted", "text": text} | changes))


def refused(**changes: Any) -> Answer:
    told = {
        "outcome": "refused",
        "text": "Nama pemilih satu per satu tidak dapat diberikan.",
        "article": "Pasal 17 huruf h UU 14/2008",
        "consequence": "Membuka nama dan alamat pemilih membahayakan mereka.",
    }
    return Answer(**(told | changes))
