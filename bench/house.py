"""A house to measure: the sample's parties, calendar and nineteen items, in an empty folder.

The environment was set by ``bench.__main__``; every process has one house and loses it at its end.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

import django
from django.utils import timezone

if TYPE_CHECKING:
    from sasando.demo.mail import Mailbox
    from sasando.demo.partner import Partner
    from sasando.desk.models import Version

PUBLISHER = "kpu-kota-kupang"
_LIST, _HOURS = "02-daftar-pemilih-tetap", "11-jam-tps-dan-yang-dibawa"


def open_house(*, filled: bool = True) -> None:
    """Found the house and, if ``filled``, put the sample's items in; no outlets yet."""
    django.setup()
    from sasando.cli.upkeep import ensure_keys, found_house
    from sasando.demo.sample import SampleDesk

    found_house()
    desk = SampleDesk(timezone.now())
    desk.found()
    ensure_keys(at=timezone.now())
    if filled:
        desk.build()


@dataclass(frozen=True)
class Ends:
    """The other ends on loopback."""

    partners: tuple["Partner", ...]
    mailbox: "Mailbox"


@contextmanager
def receiving() -> Iterator[Ends]:
    """Serve two partners and a mailbox, and make the outlets that everything goes to.

    All belong to the commission: what a media party carries waits for a person's yes, which is no
    work of the machine.
    """
    from sasando.demo.mail import Mailbox
    from sasando.demo.mail import serving as serving_mail
    from sasando.demo.partner import Partner
    from sasando.demo.partner import serving as serving_partner
    from sasando.parties.models import PublicSigningKey

    keys = {row.key_id: row.key for row in PublicSigningKey.objects.all()}
    with ExitStack() as stack:
        partners = tuple(
            stack.enter_context(serving_partner(Partner(key_for=keys.get, name=f"Mitra {number}")))
            for number in (1, 2)
        )
        mailbox = stack.enter_context(serving_mail(Mailbox()))
        _make_outlets(partners, mailbox)
        yield Ends(partners, mailbox)


def _make_outlets(partners: tuple["Partner", ...], mailbox: "Mailbox") -> None:
    from sasando.channels.models import Outlet
    from sasando.parties.models import Organisation

    mail = {
        "host": mailbox.host,
        "port": str(mailbox.port),
        "security": "none",
        "sender": "Humas KPU Kota Kupang <humas@kpu-kota-kupang.example>",
        "recipients": "wartawan@kota-kupang.example",
    }
    options: dict[str, tuple[str, dict[str, str]]] = {
        "site": ("site", {}),
        "cards": ("cards", {}),
        "print": ("print", {}),
        "broadcast": ("broadcast", {}),
        "email": ("email", mail),
    }
    options |= {
        f"network-{number}": ("network", {"url": partner.url})
        for number, partner in enumerate(partners, start=1)
    }
    commission = Organisation.objects.get(code=PUBLISHER)
    for code, (channel, values) in options.items():
        Outlet.objects.create(
            code=code, name=code, organisation=commission, channel=channel, options=values
        )


class Press:
    """Writes releases of a realistic length: paragraphs, table, facts, list, picture, stage."""

    def __init__(self) -> None:
        from sasando.demo.content import sample_items
        from sasando.elections.models import Place, Stage
        from sasando.parties.models import Person

        texts = {item.key: item.texts["id"] for item in sample_items()}
        extra = [b for b in texts[_HOURS].body if b.type in ("image", "stage", "place", "question")]
        self.text = texts[_LIST]
        self.body = (*self.text.body, *extra)
        self.stages = {code.lower(): pk for code, pk in Stage.objects.values_list("code", "pk")}
        self.places = dict(Place.objects.values_list("code", "pk"))
        self.officer = Person.objects.get(username="maria")
        self.second = Person.objects.get(username="yohanes")
        self._numbers = count(1)

    def proposed(self) -> "Version":
        """Write one more release and propose it; the second officer's yes is what it lacks."""
        from wagtail.models import Locale

        from sasando.demo.streams import StreamWriter
        from sasando.desk import actions
        from sasando.desk.models import Picture, Release, SectionPage
        from sasando.elections.models import Election, Place, Stage
        from sasando.parties.models import Organisation

        number = next(self._numbers)
        picture = Picture.objects.order_by("pk").first()
        assert picture is not None
        pictures = iter([picture.pk] * len(self.body))
        writer = StreamWriter(stages=self.stages, places=self.places, pictures=pictures)
        locale = Locale.objects.get(language_code="id")
        fields: dict[str, Any] = {
            "title": f"{self.text.headline} ({number})",
            "slug": f"ukuran-{number}",
            "key_message": self.text.key_message,
            "dateline": self.text.dateline,
            "publisher": Organisation.objects.get(code=PUBLISHER),
            "owner": self.officer,
            "byline": self.officer.display_name,
            "audiences": ["women", "first-time"],
            "body": json.dumps(writer.write(self.body)),
        }
        item = Release(locale=locale, **fields)
        SectionPage.objects.get(kind="release", locale=locale).add_child(instance=item)
        item.elections.set(Election.objects.filter(code="pilkada2024"))
        item.stages.set(Stage.objects.filter(pk=self.stages["pkd-07"]))
        item.places.set(Place.objects.filter(code="5371"))
        item.save_revision(user=self.officer)
        return actions.propose(item=item, by=self.officer, at=timezone.now())
