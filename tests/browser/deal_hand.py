"""``python -m tests.browser.deal_hand VERB``: what newsroom and live desk do for one agreement.

It runs in a process of its own with the sample house's settings, as colleagues' desks would; what
the test needs to know it prints as JSON. Worker and web of the house do the rest.
"""

import json
import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

from tests.browser.house import House, on_loopback
from tests.databases import ROOT
from tests.sample import untouched

HEADLINE = "Pos Kupang dan KPU menjelaskan cara pindah memilih"
TALK = "Bincang (uji): cara pindah memilih"


def hand(house: House, verb: str) -> Any:
    """Let somebody do it at their own desk; return what they know then."""
    port = int(house.url.rpartition(":")[2])
    environment = untouched() | {
        "SASANDO_HOME": str(house.home),
        "SASANDO_SITE_URL": house.url,
        "SASANDO_ALLOW_LOOPBACK_OUTLETS": "true",
        "SASANDO_EMAIL_URL": f"smtp://127.0.0.1:{port + 125}",
        "SASANDO_LOG_LEVEL": "ERROR",
        "DEAL_PARTNER": house.partner,
        "DEAL_PORTAL": on_loopback(port + 102),
    }
    command = [sys.executable, "-m", "tests.browser.deal_hand", verb]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def main(verb: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sasando.settings")
    import django

    django.setup()
    print(json.dumps(_VERBS[verb]()))


def portal() -> dict[str, Any]:
    """Give the newsroom a site of its own that takes in what is pushed to it."""
    from sasando.channels.models import Outlet
    from sasando.demo.outlets import TOKEN
    from sasando.parties.models import Organisation

    outlet, _made = Outlet.objects.update_or_create(
        code="portal-uji",
        defaults={
            "name": "Portal Pos Kupang (uji)",
            "organisation": Organisation.objects.get(code="pos-kupang"),
            "channel": "network",
            "kinds": ["partnership"],
            "languages": ["id"],
            "options": {"url": f"{os.environ['DEAL_PORTAL']}/sasando/items"},
        },
    )
    outlet.lock_secrets({"token": TOKEN})
    outlet.save()
    return {"outlet": outlet.pk}


def publish() -> dict[str, Any]:
    """Write a story made together; both sides approve it."""
    from sasando.desk.models import PartnershipStory

    version = _approved(PartnershipStory, HEADLINE, {})
    return {"code": version.code, "slug": version.slug, "number": version.number}


def air() -> dict[str, Any]:
    """Bring a talkshow on the air of an account that only hands reach, and end it."""
    from django.utils import timezone

    from sasando.desk.models import Episode, EpisodePerson
    from sasando.live import actions
    from sasando.live.models import Broadcast, BroadcastAccount
    from sasando.parties.models import Organisation, Person

    now = timezone.now()
    values = {
        "purpose": "Pemirsa tahu cara mengurus pindah memilih.",
        "starts_at": now + timedelta(minutes=1),
        "ends_at": now + timedelta(hours=1),
        "people": [EpisodePerson(role="host", name="Ester Ndaumanu", office="Jurnalis")],
    }
    version = _approved(Episode, TALK, values)
    by = Person.objects.get(username="ester")
    BroadcastAccount.objects.get_or_create(
        code="uji",
        defaults={
            "name": "Kanal uji",
            "organisation": Organisation.objects.get(code="pos-kupang"),
            "broadcaster": "youtube-live",
        },
    )
    production = actions.open_production(episode=version.item.specific, by=by, at=now)
    for person in production.people:
        actions.record_consent(
            production=production, ref=person.ref, given=True, how="signed", by=by, at=now
        )

    def done(**said: str) -> None:
        row = Broadcast.objects.get(production=production)
        actions.done_by_hand(broadcast=row, by=by, at=timezone.now(), **said)

    actions.schedule_everywhere(production=production, by=by, at=now)
    address = f"{os.environ['DEAL_PARTNER']}/"
    done(address=address, ingest_url="rtmps://in.example/live")
    actions.go_live(production=production, by=by, at=timezone.now())
    done()
    actions.end(production=production, by=by, at=timezone.now())
    done()
    production.refresh_from_db()
    return {"state": production.state, "address": address}


def _approved(page_class: Any, headline: str, values: dict[str, Any]) -> Any:
    from django.utils import timezone
    from django.utils.text import slugify
    from wagtail.models import Locale

    from sasando.desk import actions
    from sasando.desk.models import SectionPage
    from sasando.parties.models import Organisation, Person

    people = {person.username: person for person in Person.objects.all()}
    kind = page_class.kind.value
    section = SectionPage.objects.get(kind=kind, locale__language_code="id")
    page = page_class(
        locale=Locale.objects.get(language_code="id"),
        owner=people["ester"],
        publisher=Organisation.objects.get(code="pos-kupang"),
        title=headline,
        slug=slugify(headline),
        key_message="Urus pindah memilih ke PPS, PPK, atau KPU sebelum batas waktunya.",
        byline="Ester Ndaumanu",
        body=[("paragraph", "<p>Bawa KTP dan bukti alasan pindah.</p>")],
        **values,
    )
    section.add_child(instance=page)
    page.partners.set(Organisation.objects.filter(code="kpu-kota-kupang"))
    page.save_revision(user=people["ester"])
    version = actions.propose(item=page, by=people["ester"], at=timezone.now())
    for name in ("benyamin", "maria"):
        version = actions.approve(version=version, by=people[name], at=timezone.now())
    return version


_VERBS = {"portal": portal, "publish": publish, "air": air}

if __name__ == "__main__":
    main(sys.argv[1])
