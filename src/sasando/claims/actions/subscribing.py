"""Who writes LANGGAN to the bot gets the newsletter of its inbox, in the shortest form there is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sasando.channels.models import Rhythm
from sasando.channels.newsletter import actions as newsletter
from sasando.channels.newsletter.actions import Wish
from sasando.channels.privacy import unseal
from sasando.claims.models import Asker
from sasando.claims.speech import Command
from sasando.claims.wording import Words
from sasando.rendering.phrases import phrase

_SAID = {
    Command.SUBSCRIBE: "chat_both",
    Command.SUBSCRIBE_AT_ONCE: "chat_at_once",
    Command.SUBSCRIBE_WEEKLY: "chat_weekly",
}


@transaction.atomic
def subscribe(*, asker: Asker, command: Command, at: datetime) -> Words | None:
    """Subscribe ``asker`` to what ``command`` says; return what to answer.

    ``None`` in a group, and where no newsletter is sent by this inbox. Raises ``VaultError``.
    """
    found = None if asker.is_group else newsletter.newsletter_of(asker.inbox.code)
    if found is None:
        return None
    wish = Wish(
        language=asker.language,
        rhythm="" if command is Command.SUBSCRIBE_AT_ONCE else Rhythm.WEEKLY.value,
        at_once=command is not Command.SUBSCRIBE_WEEKLY,
    )
    address = unseal(asker.locked_address)
    newsletter.subscribe_by_chat(
        newsletter=found, code=asker.code, address=address, wish=wish, at=at
    )
    said = phrase(f"newsletter.{_SAID[command]}", asker.language, newsletter=found.name)
    return Words(text=said)
