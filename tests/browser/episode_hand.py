"""A small house with one episode, and ``python -m tests.browser.episode_hand VERB``: what happens to it.

It runs in a process of its own with the house's settings, as a colleague's desk would; what the test
needs to know it prints as JSON.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.browser.house import PASSWORD
from tests.browser.studio_house import StudioHouse, founded

LONG = "Wakil Ketua Bidang Pendidikan Pemilih, Partisipasi Masyarakat, dan Hubungan Antarlembaga"
WORDS = "Apakah pemilih yang baru pindah dari Kabupaten Timor Tengah Selatan "
TRICKS = "\u202egnolob\u202c <b>tebal</b> <script>alert(1)</script> &amp; 👩🏽‍🦽"
SHOWN: dict[str, dict[str, str]] = {  # the longest that may come, and what tries to break out
    "speaker": {"name": "Yuliana Maria Goreti Radjahlobo-Tanesib", "office": f"{LONG}, KPU"},
    "card": {
        "title": "",
        "label": "Cek fakta",
        "stamp": "false",
        "stamp_word": "Salah",
        "claim": (WORDS * 4)[:200],
        "text": f"Yang benar: {(WORDS * 9)[:600]}.",
        "publisher": "Jaringan Periksa Fakta Nusa Tenggara Timur",
        "address": "https://sasando.example/v/V3AWS-BX6R0",
    },
    "question": {
        "text": f"{TRICKS} {(WORDS * 8)[:440]}?",
        "name": "Maria",
        "answer": f"{(WORDS * 3)[:150]}…",
        "answer_source": "KPU Kota Kupang, Keputusan Nomor 100 Tahun 2024",
        "address": "https://sasando.example/v/V3AWS-BX6R0",
    },
    "countdown": {"label": LONG},
    "frame": {"label": "Bingkai"},
}


@contextmanager
def booth(home: Path) -> Iterator[StudioHouse]:
    """Run a small house with a published episode whose live desk is open."""
    with founded(home, sys.executable, "-m", "tests.browser.episode_hand", "begin") as house:
        yield house


def hand(house: StudioHouse, verb: str) -> Any:
    """Let somebody do it at their own desk; return what they know then."""
    said = house.run(sys.executable, "-m", "tests.browser.episode_hand", verb)
    return json.loads(said.splitlines()[-1])


def main(verb: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sasando.settings")
    import django

    django.setup()
    print(json.dumps(_VERBS[verb]()))


def begin() -> dict[str, Any]:
    """Publish the episode, and open its live desk."""
    from django.utils import timezone

    from sasando.live import actions
    from tests.desk.builders import make_desk

    desk, now = make_desk(), timezone.now()
    for person in desk.people.values():
        person.set_password(PASSWORD)
        person.save()
    starts = now + timedelta(hours=1)
    version = desk.published(
        "episode", at=now, starts_at=starts, ends_at=starts + timedelta(hours=1)
    )
    actions.open_production(episode=version.item.specific, by=desk.reporter, at=now)
    return known()


def known() -> dict[str, Any]:
    """Where its pages are."""
    production = _production()
    return {
        "number": production.pk,
        "overlays": f"/layar/{production.overlay_key}/",
        "page": production.episode.current_version.path,
    }


def fill_screen() -> dict[str, Any]:
    """Bring the longest of everything on the screen at once."""
    from django.utils import timezone

    from sasando.live import actions

    production = _production()
    until = {"until": (timezone.now() + timedelta(hours=3)).isoformat()}
    for layer, shows in SHOWN.items():
        actions.put_on_air(
            production=production,
            layer=layer,
            shows={**shows, **(until if layer == "countdown" else {})},
            seen=10**6,
            by=production.opened_by,
            at=timezone.now(),
        )
    return known()


def go_live() -> dict[str, Any]:
    """Let the platforms say that it is live, and our own stream have pictures."""
    from django.utils import timezone

    from sasando.live import actions
    from sasando.live.models import Production
    from sasando.live.models.streams import HLS_FOLDER

    production, now = _production(), timezone.now()
    Production.objects.filter(pk=production.pk).update(
        state=Production.State.LIVE, told_to_start_at=now, live_at=now
    )
    production.refresh_from_db()
    place = "uji-siaran"
    path = f"/media/{HLS_FOLDER}/{place}/live.m3u8"
    actions.stream_arrived(production=production, path=path, at=now)
    return known() | {"place": place, "playlist": path}


def _production() -> Any:
    from sasando.live.models import Production

    return Production.objects.get()


_VERBS = {"begin": begin, "know": known, "fill": fill_screen, "live": go_live}

if __name__ == "__main__":
    main(sys.argv[1])
