"""The sample desk's outlets: two partners and a mailbox that really receive, and a few folders."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.utils import timezone

from sasando.channels.models import Outlet
from sasando.demo.mail import Mailbox
from sasando.demo.mail import serving as serving_mail
from sasando.demo.newsletter import make_newsletter
from sasando.demo.partner import Partner
from sasando.demo.partner import serving as serving_partner
from sasando.documents.vocabulary import Kind
from sasando.parties.models import Organisation, PublicSigningKey
from sasando.rendering.exceptions import VoiceUnavailable
from sasando.rendering.voice import check_voice

TOKEN = "token-contoh-baru"  # noqa: S105 - of a partner that listens on loopback only


@dataclass(frozen=True, slots=True)
class Ports:
    """Where on loopback the sample's other ends listen."""

    partner: int
    radio: int
    smtp: int
    mail_page: int

    @classmethod
    def beside(cls, port: int) -> "Ports":
        """Return the ports that go with a desk on ``port``."""
        return cls(port + 101, port + 102, port + 125, port + 126)


def make_outlets(ports: Ports) -> None:
    """Write the outlets of the sample, unless there are any, and its newsletter."""
    make_newsletter(smtp=ports.smtp, now=timezone.now())
    if Outlet.objects.exists():
        return
    push = f"http://127.0.0.1:{ports.partner}/sasando/items"
    radio = f"http://127.0.0.1:{ports.radio}/sasando/items"
    _outlet("situs", "Situs publik", "kpu-kota-kupang", "site")
    _outlet("umpan", "Umpan (WebSub)", "kpu-kota-kupang", "feeds")
    _outlet("kartu", "Kartu bagikan", "kpu-kota-kupang", "cards", languages=["id"])
    _outlet("papan-cetak", "Meja cetak Pos Kupang", "pos-kupang", "print", languages=["id"])
    _outlet(
        "siaran",
        "Naskah siaran",
        "radio-lontar-contoh",
        "broadcast",
        languages=["id"],
        voice=_voice(),
    )
    _outlet("tribun-flores", "Tribun Flores (contoh)", "tribun-flores-contoh", "network", url=push)
    # Its token has run out: the failed delivery to look at.
    lapsed = _outlet(
        "portal-radio",
        "Portal Radio Lontar (token habis)",
        "radio-lontar-contoh",
        "network",
        kinds=[Kind.RELEASE.value, Kind.NOTICE.value],
        languages=["id"],
        url=radio,
    )
    lapsed.lock_secrets({"token": "token-contoh-lama"})
    lapsed.save()
    _outlet(
        "surel-wartawan",
        "Milis wartawan",
        "kpu-kota-kupang",
        "email",
        languages=["id"],
        host="127.0.0.1",
        port=str(ports.smtp),
        security="none",
        sender="Humas KPU Kota Kupang <humas@kpu-kota-kupang.example>",
        recipients="wartawan@kota-kupang.example",
    )
    _outlet(
        "facebook-pos",
        "Halaman Facebook Pos Kupang",
        "pos-kupang",
        "by_hand",
        kinds=[Kind.RELEASE.value],
        languages=["id"],
        place="Halaman Facebook Pos Kupang",
        time="19.00 WITA",
    )


def _outlet(
    code: str,
    name: str,
    organisation: str,
    channel: str,
    *,
    kinds: list[str] | None = None,
    languages: list[str] | None = None,
    **options: str,
) -> Outlet:
    return Outlet.objects.create(
        code=code,
        name=name,
        organisation=Organisation.objects.get(code=organisation),
        channel=channel,
        kinds=kinds or [],
        languages=languages or [],
        options=options,
    )


@contextmanager
def receiving(ports: Ports) -> Iterator[tuple[Partner, Mailbox]]:
    """Serve the partners and the mailbox while the block runs."""
    keys = {row.key_id: row.key for row in PublicSigningKey.objects.all()}
    with ExitStack() as stack:
        partner = Partner(key_for=keys.get, name="Tribun Flores (contoh)")
        radio = Partner(key_for=keys.get, name="Radio Lontar (contoh)", token=TOKEN)
        stack.enter_context(serving_partner(partner, port=ports.partner))
        stack.enter_context(serving_partner(radio, port=ports.radio))
        mailbox = stack.enter_context(
            serving_mail(Mailbox(), port=ports.smtp, page_port=ports.mail_page)
        )
        yield partner, mailbox


def _voice() -> str:
    """Scripts are spoken too where this machine can."""
    try:
        check_voice()
    except VoiceUnavailable:
        return "none"
    return "mp3"
