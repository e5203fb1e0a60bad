"""The whole page of one Document."""

import json
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from sasando.documents import Document, Standing
from sasando.documents.imprint import PastVersion
from sasando.rendering.broadcast_event import broadcast_event
from sasando.rendering.claimreview import claim_review
from sasando.rendering.episodes import when
from sasando.rendering.html.airing import Airing
from sasando.rendering.html.article import moved_stages, verdict_words
from sasando.rendering.html.environment import page_environment
from sasando.rendering.html.setting import Door, Extras, Setting
from sasando.rendering.jsonld import news_article
from sasando.rendering.lessons import glosses_of
from sasando.rendering.sources import MADE_TOGETHER
from sasando.rendering.verdicts import family_link, family_message

_NO_EXTRAS = Extras()
_PLANNED = Airing()


@dataclass(frozen=True, slots=True)
class Share:
    """A way to pass the page on that needs no script: a plain link."""

    name: str
    label: str
    href: str


def item_page(
    document: Document,
    *,
    setting: Setting,
    extras: Extras = _NO_EXTRAS,
    airing: Airing = _PLANNED,
) -> str:
    """Return the page of ``document``, complete: label, notices, body, proof, versions, sharing.

    ``airing`` is how an episode stands now. Where the setting says ``read_in``, the words are those
    of that translation, and the page around them stays in the Document's own language.

    ``document`` must carry its imprint (it is public). Raises ``ValueError`` when it does not.
    """
    imprint = document.imprint
    if imprint is None:
        raise ValueError("a Document without an imprint is not public and has no page")
    setting = replace(setting, language=document.language)
    words = document.read_in(setting.read_in) if setting.read_in else document
    short_address = f"{setting.site_url}/v/{document.code}"
    review = claim_review(document, site_url=setting.site_url)
    event = broadcast_event(document, airing, site_url=setting.site_url)
    template = page_environment(document.language).get_template("item.html")
    return template.render(
        document=document,
        words=words,
        imprint=imprint,
        setting=setting,
        extras=extras,
        absolute=setting.absolute,
        places=extras.places,
        moved=moved_stages(document, setting),
        short_address=short_address,
        shares=share_links(document, short_address),
        correction=_newest_change(document),
        structured=script_json(
            news_article(document, site_url=setting.site_url, site_name=setting.site_name)
        ),
        claim_review=script_json(review) if review else "",
        airing=airing,
        broadcast=script_json(event) if event else "",
        when=when(document.episode, document.language) if document.episode else "",
        glosses=glosses_of(words),
        family_message=family_message(document, site_url=setting.site_url)
        if document.verdict
        else "",
        family_link=family_link(document, site_url=setting.site_url) if document.verdict else "",
        **verdict_words(document),
        is_withdrawn=imprint.standing is Standing.WITHDRAWN,
        is_partnership=document.kind in MADE_TOGETHER,
        hosts=_host_of,
    )


def share_links(document: Document, address: str) -> tuple[Share, ...]:
    """Return the plain links that pass ``address`` on: WhatsApp, Telegram, Facebook, X, e-mail."""
    title = document.headline
    both = f"{title}\n{address}"
    return (
        Share("whatsapp", "WhatsApp", f"https://wa.me/?{urlencode({'text': both})}"),
        Share("telegram", "Telegram", f"https://t.me/share/url?{_query(url=address, text=title)}"),
        Share(
            "facebook",
            "Facebook",
            f"https://www.facebook.com/sharer/sharer.php?{_query(u=address)}",
        ),
        Share("x", "X", f"https://x.com/intent/post?{_query(text=title, url=address)}"),
        Share("email", "", f"mailto:?subject={quote(title)}&body={quote(both)}"),
    )


def script_json(value: dict[str, Any]) -> str:
    """Return ``value`` as JSON in one fixed form that cannot close the script element around it."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for character, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, escape)
    return text


def _newest_change(document: Document) -> PastVersion | None:
    """The line of the history that says what this version put right, if it did."""
    if document.imprint is None or document.version == 1:
        return None
    for past in document.imprint.history:
        if past.version == document.version and past.change:
            return past
    return None


def _query(**values: str) -> str:
    return urlencode(values)


def _host_of(href: str) -> str:
    return urlsplit(href).hostname or ""


def doors(*pairs: tuple[str, str]) -> tuple[Door, ...]:
    """Return links from (href, label) pairs."""
    return tuple(Door(href, label) for href, label in pairs)
