"""An answer of several messages, sent in order and resumed where it broke off."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from sasando.plugins.channel import Receipt, TryLater
from sasando.plugins.messenger import Interrupted

Part = TypeVar("Part")


def send_in_parts(
    parts: Sequence[Part],
    send: Callable[[Part], tuple[str, datetime]],
    *,
    already: tuple[str, ...],
    at: datetime,
) -> Receipt:
    """Send the parts that are not out yet; ``send`` returns a part's identifier and time.

    Raises what ``send`` raises, but ``Interrupted`` for a ``TryLater`` after the first part.
    """
    sent = list(already)
    for part in parts[len(already) :]:
        try:
            identifier, at = send(part)
        except TryLater as error:
            if not sent:
                raise
            raise Interrupted(error.words, sent=tuple(sent), after=error.after) from error
        sent.append(identifier)
    return Receipt(identifier=sent[0], at=at, extra={"ids": " ".join(sent)})
