"""What must be read before the text itself: corrections, withdrawals, expiry."""

from sasando.documents import Document, Standing
from sasando.rendering.phrases import Phrases


def standing_notice(document: Document) -> str:
    """Return the sentence on how this version stands, with its reason; "" while it is current."""
    if document.imprint is None:
        return ""
    t = Phrases(document.language)
    imprint = document.imprint
    if imprint.standing is Standing.CURRENT:
        return "" if imprint.confirmed else t("standing.unconfirmed_sentence")
    sentence = t(f"standing.{imprint.standing.value}_sentence")
    if imprint.standing_note:
        return f"{sentence} {t('standing.note', note=imprint.standing_note)}"
    return sentence


def correction_notice(document: Document) -> str:
    """Return what this version puts right, in a sentence that says it is a correction, or ""."""
    if document.correction is None:
        return ""
    t = Phrases(document.language)
    correction = document.correction
    if correction.item == document.item:
        return f"{t('item.correction')}: {correction.change}"
    of = t("item.correction_of", headline=correction.headline)
    return f"{of}: {correction.change}"


def notices(document: Document) -> tuple[str, ...]:
    """Return the notices that go on top, the weightiest first."""
    return tuple(n for n in (standing_notice(document), correction_notice(document)) if n)
