"""What is read out in church, in the mosque, at the neighbourhood meeting: a lesson in easy words."""

from sasando.documents import Document
from sasando.rendering.addresses import short_address
from sasando.rendering.dates import long_date
from sasando.rendering.lessons import valid_until
from sasando.rendering.phrases import Phrases


def announcement_text(document: Document, *, site_url: str = "") -> str:
    """Return a lesson as an announcement to be read aloud; it names no candidate and no party.

    Raises ``ValueError`` for a Document that is no lesson.
    """
    if document.lesson is None:
        raise ValueError("only a lesson is announced")
    t = Phrases(document.language)
    until = long_date(valid_until(document), document.language)
    return (
        "\n\n".join(
            [
                t("kit.announcement", headline=document.headline),
                t("kit.greeting"),
                "\n".join(document.lesson.easy),
                t("kit.neutral"),
                t("kit.read_more", address=short_address(document, site_url), date=until),
                t("item.code", code=document.code),
            ]
        )
        + "\n"
    )
