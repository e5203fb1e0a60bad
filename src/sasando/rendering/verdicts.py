"""A verdict in words and blocks, for every surface: the claim quoted, never repeated as a fact."""

from urllib.parse import urlencode

from sasando.documents import Block, Document, VerdictStatement
from sasando.documents.blocks import Heading, Listing, Paragraph, Quote, Span
from sasando.documents.verdict import CommissionReply, Harm, Rating
from sasando.rendering.addresses import short_address
from sasando.rendering.dates import long_date
from sasando.rendering.episodes import announcement
from sasando.rendering.lessons import easy_paragraph, lesson_blocks
from sasando.rendering.phrases import Phrases


def stamp_word(rating: Rating, language: str) -> str:
    """Return what a reader takes away at a glance: "Salah"."""
    return Phrases(language)(f"verdict.stamp_{rating.stamp.value}")


def rating_word(rating: Rating, language: str) -> str:
    """Return the name of the rating, as Indonesian fact-checkers use it: "Konten palsu"."""
    return Phrases(language)(f"verdict.rating_{_key(rating)}")


def rating_meaning(rating: Rating, language: str) -> str:
    """Return the rating explained in one sentence."""
    return Phrases(language)(f"verdict.means_{_key(rating)}")


def rated(rating: Rating, language: str) -> str:
    """Return stamp and rating together: "Salah: Konten palsu"; one word where they are the same."""
    stamp, name = stamp_word(rating, language), rating_word(rating, language)
    if stamp == name:
        return stamp
    return Phrases(language)("verdict.rated", stamp=stamp, rating=name)


def told_blocks(document: Document) -> tuple[Block, ...]:
    """Return the whole text as blocks: of a fact-check with rating, claim, truth, reply, sources.

    Of an episode, with when, where and who before it; of a lesson, with its aim before and its
    terms after it; of any other Document, its body as it is.
    """
    if document.lesson is not None:
        return lesson_blocks(document, document.lesson)
    if document.episode is not None:
        return (announcement(document.episode, document.language), *document.body)
    statement = document.verdict
    if statement is None:
        return document.body
    t = Phrases(document.language)
    rating = statement.rating
    return (
        _said(
            f"{rated(rating, document.language)}.",
            f" {rating_meaning(rating, document.language)}",
        ),
        _plain(t("verdict.claim_said", claim=statement.claim)),
        _said(t("verdict.truth_said", truth=statement.truth)),
        *((_plain(note),) if (note := harm_note(statement, document.language)) else ()),
        Heading(text=t("verdict.how_we_know")),
        *document.body,
        *_commission(statement, t),
        Heading(text=t("verdict.sources")),
        Listing(items=tuple((Span(text=s.title, href=s.href),) for s in statement.sources)),
    )


def spoken_blocks(document: Document) -> tuple[Block, ...]:
    """Return what is said on air: the claim with its verdict in one breath, the truth, the body.

    Of a lesson, what it says in easy words.
    """
    if document.lesson is not None:
        return (easy_paragraph(document.lesson),)
    statement = document.verdict
    if statement is None:
        return document.body
    t = Phrases(document.language)
    claim = statement.claim.rstrip()
    claim = claim if claim.endswith((".", "!", "?")) else f"{claim}."
    stamp = stamp_word(statement.rating, document.language).lower()
    return (
        # One point of a list is said whole or not at all: never the claim without its verdict.
        Listing(items=((Span(text=t("verdict.script", claim=claim, stamp=stamp)),),)),
        _plain(statement.truth),
        *document.body,
        *_commission(statement, t),
    )


def harm_note(statement: VerdictStatement, language: str) -> str:
    """Return what readers are told of the claim's harm, "" for a harm that speaks for itself.

    Of harassment: why it is quoted so little, and where who is attacked finds help.
    """
    if statement.harm is not Harm.HARASSMENT:
        return ""
    return Phrases(language)("verdict.harassment")


def family_message(document: Document, *, site_url: str = "") -> str:
    """Return what may be sent to the family group: the prepared words and the short address.

    Raises ``ValueError`` for a Document without a verdict.
    """
    if document.verdict is None:
        raise ValueError("only a fact-check has words for the family group")
    return f"{document.verdict.reply_for_family}\n\n{short_address(document, site_url)}"


def family_link(document: Document, *, site_url: str = "") -> str:
    """Return the plain link that opens WhatsApp with the message in it (click to chat, wa.me)."""
    return f"https://wa.me/?{urlencode({'text': family_message(document, site_url=site_url)})}"


def commission_sentence(reply: CommissionReply, language: str) -> str:
    """Return when the commission was asked and replied, or that it did not."""
    t = Phrases(language)
    asked = long_date(reply.asked_on, language)
    if reply.replied_on is not None:
        answered = t("verdict.commission_replied", date=long_date(reply.replied_on, language))
        return f"{t('verdict.commission_asked', date=asked)} {answered}"
    until = long_date(reply.reply_by, language) if reply.reply_by else ""
    return t("verdict.commission_silent", asked=asked, until=until)


def _commission(statement: VerdictStatement, t: Phrases) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if statement.about_commission:
        blocks.append(_plain(t("verdict.about_commission")))
    if (reply := statement.commission_reply) is not None:
        blocks.append(_plain(commission_sentence(reply, t.language)))
        if reply.text:
            blocks.append(Quote(text=reply.text, speaker=reply.speaker or "KPU"))
    return (Heading(text=t("verdict.commission")), *blocks) if blocks else ()


def _said(strong: str, rest: str = "") -> Paragraph:
    after = (Span(text=rest),) if rest else ()
    return Paragraph(spans=(Span(text=strong, strong=True), *after))


def _plain(text: str) -> Paragraph:
    return Paragraph(spans=(Span(text=text),))


def _key(rating: Rating) -> str:
    return rating.value.replace("-", "_")
