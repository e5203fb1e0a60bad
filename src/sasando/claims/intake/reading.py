"""What a tip carries besides words: pictures fetched and read, links followed. Done by workers."""

import logging
from datetime import timedelta

from django.core.files.base import ContentFile

from sasando.claims.likeness import fingerprint
from sasando.claims.messengers import messenger_of, stranger_context
from sasando.claims.models import Tip, TipPicture
from sasando.documents.digest import sha256_hex
from sasando.matching import Message
from sasando.matching.pictures import Picture, PictureRefused, study
from sasando.plugins import ChannelError, TryLater
from sasando.plugins.messenger import Media, MediaKind
from sasando.plugins.reading import read_link

logger = logging.getLogger(__name__)

MAX_LINKS_READ = 2  # pages fetched for one tip; the others match by their address
MAX_TEXT = 10_000  # characters of one page or picture
PATIENCE = timedelta(minutes=2)  # for one picture; who asks wants to hear something
_OCR_S = 8.0
_READ = ("file", "sha256", "text", "print", "state", "words")


def read(tip: Tip, *, last: bool = False) -> Message:
    """Fetch and read what ``tip`` brought, write it down, and return it for matching.

    Its fingerprint is set, and written with the decision.

    What cannot be read is marked so with the reason; it never keeps the rest from being answered.
    Raises ``TryLater`` while the platform cannot give a picture, unless this is the ``last`` attempt
    or the platform asks for more patience than a person has.
    """
    pictures = list(tip.pictures.all())
    for picture in pictures:
        if picture.state == TipPicture.State.WAITING:
            _read_picture(tip, picture, last=last)
    if _read_links(tip):
        kept = {"read_text": tip.read_text, "links": tip.links}
        Tip.objects.filter(pk=tip.pk, lease=tip.lease).update(**kept)
    seen = [picture for picture in pictures if picture.state == TipPicture.State.READ]
    hashes = [picture.sha256 for picture in seen if picture.sha256]
    tip.fingerprint = fingerprint(tip.text, tip.links, hashes)
    prints = tuple(Picture.from_bytes(bytes(p.print)) for p in seen if p.print)
    return Message(text=text_of(tip), links=tuple(tip.links), prints=prints)


def text_of(tip: Tip) -> str:
    """Return all the words there are: written, in pictures, behind links."""
    pictured = [picture.text for picture in tip.pictures.all()]
    return "\n\n".join(part for part in (tip.text, *pictured, tip.read_text) if part.strip())


def _read_picture(tip: Tip, picture: TipPicture, *, last: bool) -> None:
    """Write down what a picture says and looks like, or why it cannot be read."""
    fetched = not picture.file
    try:
        body = _stored(picture) or _fetched(tip, picture)
        studied = study(body, seconds=_OCR_S)
        if studied.unread is not None:  # the picture itself can still be recognised
            logger.warning("a picture was not read: %s", studied.unread)
        picture.text = studied.reading.text[:MAX_TEXT]
        picture.print = studied.picture.to_bytes()
        picture.sha256 = sha256_hex(body)
        picture.state = TipPicture.State.READ
        if not picture.file:
            name = f"{tip.uuid}-{picture.number}.{studied.opened.kind.value.lower()}"
            picture.file.save(name, ContentFile(body), save=False)
    except TryLater as error:
        if not last and (error.after or timedelta()) <= PATIENCE:
            raise
        _leave_out(picture, error)
    except (ChannelError, PictureRefused) as error:
        _leave_out(picture, error)
    except Exception as error:
        if not last:
            raise
        logger.exception("a picture of tip %s was not read", tip.pk)
        _leave_out(picture, error)
    _write(tip, picture, fetched=fetched)


def _leave_out(picture: TipPicture, why: Exception) -> None:
    picture.state, picture.words = TipPicture.State.REFUSED, str(why)[:300]


def _write(tip: Tip, picture: TipPicture, *, fetched: bool) -> None:
    """Write what was read, unless the tip is another worker's now or was forgotten meanwhile."""
    there = TipPicture.objects.filter(pk=picture.pk, tip__lease=tip.lease)
    written = 0
    try:
        written = there.update(**{name: getattr(picture, name) for name in _READ})
    finally:
        if fetched and picture.file and not written:
            picture.file.storage.delete(str(picture.file.name))


def _stored(picture: TipPicture) -> bytes:
    if not picture.file:
        return b""
    with picture.file.open("rb") as file:
        return bytes(file.read())


def _fetched(tip: Tip, picture: TipPicture) -> bytes:
    if tip.inbox is None:
        return b""
    media = Media(id=picture.handle, kind=MediaKind(picture.kind), mime=picture.mime)
    return messenger_of(tip.inbox).fetch_media(media)


def _read_links(tip: Tip) -> bool:
    """Read the first pages linked to: a link alone says nothing, and its page may be known.

    Return whether any was looked at.
    """
    if tip.read_text or not tip.links:
        return False
    context = stranger_context(tip.language)
    found: list[str] = []
    for link in tip.links[:MAX_LINKS_READ]:
        try:
            page = read_link(link, context=context)
        except ChannelError as error:
            logger.info("a link of tip %s was not read: %s", tip.pk, error.words)
            continue
        except (OSError, ValueError):  # the fault of one page costs no sender the answer
            logger.exception("a link of tip %s was not read", tip.pk)
            continue
        found += [part for part in (page.title, page.description, page.text[:MAX_TEXT]) if part]
        tip.links = list(dict.fromkeys([*tip.links, *page.links]))
    tip.read_text = "\n".join(found)[:MAX_TEXT]
    return True
