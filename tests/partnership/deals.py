"""An agreement to test with, and the publications that prove it."""

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from sasando.channels.models import Delivery, HandOver, Outlet
from sasando.desk.models import Version
from sasando.live import actions as live
from sasando.live.models import Broadcast, BroadcastAccount, Production
from sasando.partnership import actions
from sasando.partnership.actions.ticking import count
from sasando.partnership.models import Agreement, Deliverable, Package, Proof, Terms
from sasando.partnership.receipts import receipt_of_copy
from sasando.trust.qr import qr_png
from tests.desk.builders import Desk

LONG = timedelta(days=100)


def today() -> date:
    return timezone.localdate()


@dataclass
class Deal:
    """An agreement with its desk."""

    desk: Desk
    agreement: Agreement

    @property
    def terms(self) -> Terms:
        """What is on its way, or holds."""
        found = self.agreement.draft or self.agreement.in_force
        assert found is not None
        return found

    def row(self, code: str) -> Deliverable:
        return self.terms.deliverables.get(code=code)

    def in_force(self, at: datetime | None = None) -> "Deal":
        sign(self.desk, self.terms, at)
        return self

    @property
    def proven(self) -> dict[str, int]:
        """How many proofs count, by deliverable."""
        found: dict[str, int] = {}
        for proof in Proof.objects.counted().filter(agreement=self.agreement):
            found[proof.code] = found.get(proof.code, 0) + 1
        return found


def sign(desk: Desk, terms: Terms, at: datetime | None = None) -> None:
    at = at or timezone.now()
    actions.propose(terms=terms, by=desk.officer, at=at)
    for person in (desk.head, desk.business):
        actions.sign_terms(terms=terms, by=person, at=at)


def a_deal(desk: Desk, *, number: str = "12/PKS/2024", **values: Any) -> Deal:
    """An agreement with a draft that can be proposed: a story, a page, a talkshow, a banner."""
    net = desk.net
    net.parent = desk.pos
    net.save()
    agreement = actions.open_agreement(
        number=number,
        title="Publikasi Pilkada",
        commission=desk.kpu,
        media=desk.pos,
        by=desk.officer,
        at=timezone.now(),
    )
    draft = agreement.draft
    assert draft is not None
    terms = {
        "starts": today() - timedelta(days=20),
        "ends": today() + LONG,
        "commission_signatory": "Ani Lado",
        "commission_office": "Sekretaris",
        "media_signatory": "Rina Kale",
        "media_office": "Pemimpin perusahaan",
        "circulation": 20_000,
        "editions": 7,
    }
    actions.save_terms(terms=draft, values=terms | values)
    package = Package(title="Paket 1", price=50_000_000)
    actions.save_row(row=package, terms=draft)
    for code, medium, how_many in (
        ("berita", "online", 2),
        ("halaman", "print", 1),
        ("bincang", "episode", 2),
        ("spanduk", "other", 1),
    ):
        row = Deliverable(
            code=code,
            title=code.capitalize(),
            medium=medium,
            number=how_many,
            deadline=today() + LONG,
            package=package,
        )
        actions.save_row(row=row, terms=draft)
    return Deal(desk, agreement)


def an_outlet(desk: Desk, code: str = "portal", **values: Any) -> Outlet:
    fields = {"name": code.capitalize(), "organisation": desk.pos, "channel": "network"}
    return Outlet.objects.create(code=code, **(fields | values))


def a_copy(version: Version, outlet: Outlet, *, at: datetime | None = None) -> HandOver:
    """A receipt of ``outlet``: it has the version, under an address."""
    at = at or timezone.now()
    delivery, _queued = Delivery.objects.update_or_create(
        key=Delivery.key_for(outlet, version, "carry"),
        defaults={
            "outlet": outlet,
            "version": version,
            "item": version.item,
            "state": Delivery.State.DONE,
            "due_at": at,
            "created_at": at,
            "done_at": at,
        },
    )
    return HandOver.objects.create(
        delivery=delivery,
        identifier=f"{outlet.code}-{version.pk}",
        address=f"https://pos.example/{outlet.code}/{version.pk}",
        at=at,
    )


def carried(version: Version, outlet: Outlet, *, at: datetime | None = None) -> Proof | None:
    """Let a copy arrive and count."""
    receipt = receipt_of_copy(a_copy(version, outlet, at=at))
    return count(receipt=receipt, at=timezone.now()) if receipt else None


def an_aired_episode(desk: Desk, *, minutes: int = 60) -> Production:
    """A talkshow that one platform says was on air and is over."""
    episode = desk.published("episode").item.specific
    now = timezone.now()
    production = live.open_production(episode=episode, by=desk.reporter, at=now)
    account, _made = BroadcastAccount.objects.get_or_create(
        code="yt", defaults={"name": "Kanal", "organisation": desk.pos, "broadcaster": "stage"}
    )
    Broadcast.objects.create(
        production=production,
        account=account,
        key=f"k{production.pk}",
        identifier="b1",
        address="https://stage.example/b1",
        state="ended",
        live_at=now - timedelta(minutes=minutes),
        ended_at=now,
        due_at=now,
        planned_by=desk.editor,
    )
    Production.objects.filter(pk=production.pk).update(
        state="ended", live_at=now - timedelta(minutes=minutes), ended_at=now
    )
    production.refresh_from_db()
    return production


def photo_of(version: Version, *, site: str, name: str = "halaman.jpg") -> SimpleUploadedFile:
    """A photo of a printed page with the QR of ``version``, as a phone would send it."""
    paper = Image.new("RGB", (900, 1200), "white")
    code = Image.open(io.BytesIO(qr_png(f"{site}/v/{version.code}"))).convert("RGB")
    paper.paste(code.resize((400, 400)), (250, 400))
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=85)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")
