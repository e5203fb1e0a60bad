"""A text as each channel will say it, beside the editor and on the version's page."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace

import pypdfium2
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sasando.desk.actions.pictures import freeze_picture
from sasando.desk.compose import compose
from sasando.desk.exceptions import PictureRefused
from sasando.desk.marking import ClaimPicture
from sasando.desk.media import FrozenPictures
from sasando.desk.models import Item, Picture
from sasando.documents import Document, Imprint
from sasando.rendering.cards import CardSize, card_alt, card_png
from sasando.rendering.feeds import Feed, atom
from sasando.rendering.html import Setting, article_html, item_page
from sasando.rendering.ninjs import ninjs
from sasando.rendering.print import TypesettingFailed, column_pdf, poster_pdf
from sasando.rendering.script import broadcast_script, script_text
from sasando.rendering.text import plain_text
from sasando.rendering.whatsapp import whatsapp_messages

_BAR = (
    "position:sticky;top:0;z-index:9;margin:0;padding:.4rem 1rem;background:#7a1f1f;color:#fff;"
    "font:600 .9rem/1.4 system-ui,sans-serif"
)
_FRAME = "margin:0;font:1rem/1.5 system-ui,sans-serif;background:#f7f3ea;color:#1b1b2f"


def serve(item: Item, mode: str) -> HttpResponse:
    """Return ``item`` as it stands in ``mode``, with a mark that it is a preview.

    An unfinished draft is shown as far as it goes, with what it lacks on top.
    """
    number = item.next_number if item.pk else 1
    composition = compose(item, number=number, freeze=_freeze_or_name)
    return show(composition.document, mode, problems=composition.problems)


def show(document: Document, mode: str, *, problems: tuple[str, ...] = ()) -> HttpResponse:
    """Return ``document`` in ``mode`` as a page; unknown modes are the website's.

    A further language that the document is translated into is the website in it.
    """
    mark = _("Exactly as approved and published")
    if document.imprint is None:
        now, mark = timezone.now(), _("Preview: not published")
        document = document.with_imprint(Imprint(published_at=now, first_published_at=now))
    bar = _bar(mark, problems)
    if mode not in _MODES:
        further = {one.language for one in document.translations or ()} & {mode}
        setting = replace(_setting(document), read_in=next(iter(further), ""))
        page = item_page(document, setting=setting)
        page = re.sub(r"(<body[^>]*>)", lambda found: found[0] + bar, page, count=1)
        return HttpResponse(page)
    try:
        body = _MODES[mode](document)
    except (TypesettingFailed, ValueError) as error:
        body = format_html("<p>{}</p><pre>{}</pre>", _("This rendition fails:"), error)
    return HttpResponse(
        format_html(
            '<!doctype html><html lang="{}"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width"><title>{}</title>'
            '<body style="{}">{}<main style="padding:1rem">{}</main></body></html>',
            document.language,
            _("Preview"),
            _FRAME,
            bar,
            body,
        )
    )


def _freeze_or_name(picture: Picture | ClaimPicture) -> dict[str, object]:
    """Freeze for real, so that cards and print show it; a broken picture shows as missing."""
    try:
        return freeze_picture(picture)
    except (PictureRefused, OSError) as error:
        raise ValueError(str(error)) from error


def _setting(document: Document) -> Setting:
    return Setting(
        site_url=settings.SITE_URL, site_name=settings.SITE_NAME, language=document.language
    )


def _bar(mark: str, problems: tuple[str, ...]) -> SafeString:
    lacking = format_html_join("", "<li>{}</li>", ((problem,) for problem in problems))
    listed = (
        format_html(
            '<ul style="margin:.2rem 0;padding-left:1.2rem;font-weight:400">{}</ul>', lacking
        )
        if problems
        else ""
    )
    return format_html('<div role="note" style="{}">{}{}</div>', _BAR, mark, listed)


def _pre(text: str) -> SafeString:
    return format_html('<pre style="white-space:pre-wrap;font:inherit">{}</pre>', text)


def _image(png: bytes, alt: str) -> SafeString:
    source = base64.b64encode(png).decode()
    return format_html(
        '<img alt="{}" style="max-width:100%;box-shadow:0 1px 6px #0004" '
        'src="data:image/png;base64,{}">',
        alt,
        source,
    )


def _first_page(pdf: bytes, alt: str) -> SafeString:
    document = pypdfium2.PdfDocument(pdf)
    try:
        out = io.BytesIO()
        document[0].render(scale=1.6).to_pil().save(out, "PNG")
    finally:
        document.close()
    return _image(out.getvalue(), alt)


def _whatsapp(document: Document) -> SafeString:
    bubble = "max-width:26rem;margin:0 0 .8rem;padding:.7rem;border-radius:.6rem;background:#e7f8dc"
    return format_html_join(
        "", '<div style="{}">{}</div>', ((bubble, _pre(m)) for m in whatsapp_messages(document))
    )


def _feed(document: Document) -> SafeString:
    assert document.imprint is not None  # noqa: S101 - ``show`` gave it one
    feed = Feed(
        title=settings.SITE_NAME,
        href=f"{settings.SITE_URL}/",
        self_href=f"{settings.SITE_URL}/umpan/semua.atom",
        language=document.language,
        updated=document.imprint.published_at,
    )
    setting = _setting(document)
    return _pre(
        atom(feed, [document], body_html=lambda d: article_html(d, setting=setting)).decode()
    )


def _ninjs(document: Document) -> SafeString:
    html = article_html(document, setting=_setting(document))
    value = ninjs(document, html=html, site_url=settings.SITE_URL)
    return _pre(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def _column(document: Document) -> SafeString:
    pdf = column_pdf(document, site_url=settings.SITE_URL, media=FrozenPictures())
    return _first_page(pdf, document.headline)


def _poster(document: Document) -> SafeString:
    pdf = poster_pdf(document, site_url=settings.SITE_URL, media=FrozenPictures())
    return _first_page(pdf, document.headline)


def _card(size: CardSize) -> Callable[[Document], SafeString]:
    return lambda document: _image(
        card_png(document, size=size, site_url=settings.SITE_URL), card_alt(document)
    )


def _script(seconds: int) -> Callable[[Document], SafeString]:
    return lambda document: _pre(
        script_text(broadcast_script(document, seconds=seconds), document.language)
    )


_MODES: dict[str, Callable[[Document], SafeString]] = {
    "text": lambda document: _pre(plain_text(document, site_url=settings.SITE_URL)),
    "whatsapp": _whatsapp,
    "feed": _feed,
    "ninjs": _ninjs,
    "column": _column,
    "poster": _poster,
    "card-square": _card(CardSize.SQUARE),
    "card-story": _card(CardSize.STORY),
    "card-wide": _card(CardSize.WIDE),
    "script-30": _script(30),
    "script-60": _script(60),
}
