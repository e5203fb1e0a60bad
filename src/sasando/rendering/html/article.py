"""The body of a Document as an HTML fragment: on the page, in feeds, in e-mail."""

from dataclasses import replace

from sasando.documents import Document
from sasando.documents.blocks import StageChange, StageReference
from sasando.rendering.episodes import announcement
from sasando.rendering.html.environment import page_environment
from sasando.rendering.html.setting import Setting, StageDates
from sasando.rendering.lessons import glosses_of
from sasando.rendering.sources import MADE_TOGETHER
from sasando.rendering.verdicts import commission_sentence, rated


def article_html(document: Document, *, setting: Setting) -> str:
    """Return ``document`` as a fragment that stands alone: notices, key message, body, source.

    Every address in it is whole, so it reads right in a feed reader or a mail.
    """
    setting = replace(setting, language=document.language)
    template = page_environment(document.language).get_template("article.html")
    return template.render(
        document=document,
        setting=setting,
        absolute=setting.absolute,
        moved=moved_stages(document, setting),
        places={},
        short_address=f"{setting.site_url}/v/{document.code}",
        is_partnership=document.kind in MADE_TOGETHER,
        glosses=glosses_of(document),
        announced=announcement(document.episode, document.language) if document.episode else None,
        **verdict_words(document),
    )


def verdict_words(document: Document) -> dict[str, str]:
    """Return what the templates say of a verdict and its commission's reply; "" without them."""
    statement = document.verdict
    reply = statement.commission_reply if statement else None
    return {
        "rated": rated(statement.rating, document.language) if statement else "",
        "commission": commission_sentence(reply, document.language) if reply else "",
    }


def moved_stages(document: Document, setting: Setting) -> dict[str, StageDates]:
    """Return the stages whose dates today differ from what ``document`` froze, by their code."""
    moved = {}
    for block in document.body:
        if isinstance(block, StageReference | StageChange):
            today = setting.calendar.get(block.code)
            if today and (today.starts, today.ends) != (block.starts, block.ends):
                moved[block.code] = today
    return moved
