"""The public site as a channel: its receipts stand in the same account as everybody's.

Imports nothing of Django until it works: the registry of channels is read without a house, too.
"""

from importlib import import_module
from typing import Any, ClassVar

from sasando.documents import Document
from sasando.plugins import Channel, Receipt, RenderedFile, Rendition, TryLater

PAGE = "index.html"
_PATIENCE_S = 10.0  # with another baker, who is most likely baking this very page


class Site(Channel):
    """Bakes what a publication touches. Runs before any network: others point to the page."""

    slug: ClassVar[str] = "site"
    label: ClassVar[str] = "Public site"
    can_correct: ClassVar[bool] = True
    can_withdraw: ClassVar[bool] = True
    follows_expiry: ClassVar[bool] = True
    withdraws_unseen: ClassVar[bool] = True
    local: ClassVar[bool] = True

    def render(self, document: Document) -> Rendition:
        """Return the public page of ``document``."""
        html = _room("bake").page_at(self._path(document))
        file = RenderedFile(PAGE, "text/html; charset=utf-8", html)
        return Rendition(files=(file,), subject=document.headline)

    def deliver(self, document: Document, rendition: Rendition, *, key: str) -> Receipt:
        return self._bake(document)

    def correct(
        self, document: Document, rendition: Rendition, *, receipt: Receipt, key: str
    ) -> Receipt:
        return self._bake(document)

    def withdraw(self, document: Document, *, receipt: Receipt, reason: str, key: str) -> Receipt:
        """Bake the page with the withdrawal on top: pages never vanish silently."""
        return self._bake(document)

    def _bake(self, document: Document) -> Receipt:
        bake = _room("bake")
        now = self.context.clock()
        try:
            pages = bake.bake_due(now=now, patience_s=_PATIENCE_S)
        except bake.BakeFailed as error:
            raise TryLater(str(error)) from error
        if _room("models").StalePath.objects.filter(path=self._path(document)).exists():
            raise TryLater("The page is still to be baked: another baker is at work.")
        return Receipt(
            identifier=document.digest[:12],
            at=self.context.clock(),
            address=document.href,
            words=f"{pages} pages baked" if pages else "baked already",
        )

    def _path(self, document: Document) -> str:
        return document.href.removeprefix(self.context.site_url)


def _room(module: str) -> Any:
    return import_module(f"sasando.site.{module}")
