"""Questions to an episode that came to the bot: by the word TANYA, or in answer to its announcement."""

from __future__ import annotations

import re
from datetime import datetime

from sasando.claims.models import Tip
from sasando.desk.models import Version
from sasando.documents.digest import normalise_code
from sasando.live.actions.questions import LEAST, Asked, take_questions
from sasando.live.masking import for_air
from sasando.live.models import Production, Question
from sasando.live.models.productions import OVER
from sasando.plugins.links import links_in
from sasando.plugins.messenger import Incoming

_CALL = re.compile(r"[\W_]*(?:tanya|batanya|bertanya|ask)\b[\s:,.!-]*(.*)", re.I | re.S)
_CALLS = frozenset({"tanya", "ask"})  # as commands: /tanya
_CODE = re.compile(r"/v/([0-9A-Za-z-]+)")


def hear(*, tip: Tip, incoming: Incoming, at: datetime) -> Question | None:
    """Take one message to the bot as a question to an episode, if it is one; return it.

    The bot answers it as any other; this room's answer comes on top of it. Chatter of a group that
    did not call the bot is none. In the transaction that wrote the message.
    """
    if not incoming.asked or tip.inbox is None:
        return None
    words, production = _called(incoming), None
    if words:
        production = Production.objects.under_way().order_by("-told_to_start_at").first()
    elif incoming.quoted is not None and incoming.text.strip():
        words = incoming.text.strip()
        production = _announced(incoming.quoted)
    if production is None or len(for_air(words)) < LEAST:
        return None
    name = tip.inbox.messenger
    asked = Asked(
        identifier=f"{tip.inbox.code}\n{incoming.external_id}",
        text=words,
        sender=tip.asker.code if tip.asker else "",
        tip=tip,
        at=min(at, incoming.sent_at),
    )
    source = name if name in Question.Source.values else Question.Source.OTHER
    taken = take_questions(production=production, source=source, asked=[asked], at=at)
    return taken[0] if taken else None


def _called(incoming: Incoming) -> str:
    """What is asked after the word TANYA, or the command; "" without it."""
    if incoming.command.casefold() in _CALLS:
        return incoming.text.strip()
    found = _CALL.fullmatch(incoming.text.strip())
    return found[1].strip() if found else ""


def _announced(quoted: Incoming) -> Production | None:
    """Return the production of the episode that a quoted message announces, while it is not over."""
    links = [*quoted.links, *links_in(quoted.text)]
    if not links:
        return None
    codes = [normalise_code(found[1]) for link in links if (found := _CODE.search(link))]
    slugs = [link.split("?")[0].rstrip("/").rpartition("/")[2] for link in links]
    versions = Version.objects.public().filter(kind="episode").select_related("item")
    version = versions.filter(code__in=codes).first() if codes else None
    version = version or versions.filter(slug__in=[slug for slug in slugs if slug]).first()
    if version is None:
        return None
    production = Production.objects.of_item(version.item.translation_key)
    return production if production is not None and production.state not in OVER else None
