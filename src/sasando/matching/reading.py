"""A message with pictures as words and prints: every picture is opened and read once."""

from __future__ import annotations

import logging

from sasando.matching import pictures
from sasando.matching.message import Message

log = logging.getLogger(__name__)


def read(message: Message) -> Message:
    """Return ``message`` with its pictures' words after its text, and their prints.

    A picture that cannot be opened says nothing. Where Tesseract is missing or too slow the words
    of a picture stay unknown, and it is still known by its looks.
    """
    if not message.pictures:
        return message
    texts, prints = [message.text], list(message.prints)
    for upload in message.pictures:
        try:
            studied = pictures.study(upload)
        except pictures.PictureRefused as error:
            log.info("a picture was not opened: %s", error)
            continue
        if studied.unread is not None:
            log.warning("a picture was not read: %s", studied.unread)
        texts.append(studied.reading.text)
        prints.append(studied.picture)
    text = "\n\n".join(part for part in texts if part.strip())
    return Message(text=text, links=message.links, prints=tuple(prints))
