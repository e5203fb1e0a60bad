"""The sample desk's newsletter: two invented readers, and mails that arrive in the sample mailbox."""

from datetime import datetime, timedelta

from sasando.channels.models import Newsletter, Rhythm, SignUp
from sasando.channels.newsletter import actions
from sasando.channels.newsletter.actions import Wish
from sasando.channels.newsletter.tags import Purpose, Tag
from sasando.parties.models import Organisation

_SUBSCRIBED_FOR = timedelta(days=8)
_READERS = (
    ("pembaca@kota-kupang.example", Wish(language="id", rhythm=Rhythm.DAILY.value, at_once=True)),
    ("reader@kota-kupang.example", Wish(language="en", rhythm=Rhythm.WEEKLY.value)),
)


def make_newsletter(*, smtp: int, now: datetime) -> None:
    """Write the sample's newsletter with readers who confirmed, unless there is one.

    They subscribed more than a week ago: the first issues are due at once.
    """
    if Newsletter.objects.exists():
        return
    newsletter = Newsletter.objects.create(
        code="kabar",
        name="Kabar Pemilihan Kota Kupang",
        organisation=Organisation.objects.get(code="kpu-kota-kupang"),
        options={
            "sender": "KPU Kota Kupang <kabar@kpu-kota-kupang.example>",
            "host": "127.0.0.1",
            "port": str(smtp),
            "security": "none",
            "bounce_address": "pantul@kpu-kota-kupang.example",
        },
    )
    at = now - _SUBSCRIBED_FOR
    for address, wish in _READERS:
        actions.ask(newsletter=newsletter, address=address, wish=wish, at=at)
    for asked in SignUp.objects.filter(newsletter=newsletter):
        pressed = Tag(Purpose.CONFIRM, asked.mark, int(asked.asked_at.timestamp()))
        actions.confirm(tag=pressed, at=at)
