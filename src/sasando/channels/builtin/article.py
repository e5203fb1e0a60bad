"""The HTML of a Document that leaves the house: in ninjs and in mail."""

from sasando.documents import Document
from sasando.plugins import Context
from sasando.rendering.html.article import article_html
from sasando.rendering.html.setting import Setting


def article(document: Document, context: Context) -> str:
    """Return ``document`` as an HTML fragment in which every address is whole."""
    setting = Setting(
        site_url=context.site_url, site_name=context.site_name, language=document.language
    )
    return article_html(document, setting=setting)
