"""A Document as it leaves the house: its HTML in mail, its ninjs for partners and downloads."""

from typing import Any

from sasando.documents import Document
from sasando.plugins import Context
from sasando.rendering.html.article import article_html
from sasando.rendering.html.setting import Setting
from sasando.rendering.ninjs import ninjs


def article(document: Document, context: Context) -> str:
    """Return ``document`` as an HTML fragment in which every address is whole."""
    return _html(document, site_url=context.site_url, site_name=context.site_name)


def ninjs_item(document: Document, *, site_url: str, site_name: str) -> dict[str, Any]:
    """Return ``document`` as a ninjs item with its article, the same pushed, pulled or downloaded."""
    html = _html(document, site_url=site_url, site_name=site_name)
    return ninjs(document, html=html, site_url=site_url)


def _html(document: Document, *, site_url: str, site_name: str) -> str:
    setting = Setting(site_url=site_url, site_name=site_name, language=document.language)
    return article_html(document, setting=setting)
