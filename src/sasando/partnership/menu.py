"""The desk's menu of the partnership. A room below adds to it by the hook it is named for."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail.admin.menu import Menu, MenuItem

from sasando.partnership.permissions import reads_agreements

HOOK = "register_partnership_menu_item"
MENU = Menu(register_hook_name=HOOK)


class ForPartners(MenuItem):
    """A page for who keeps agreements, on both sides."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person sees it."""
        return reads_agreements(request.user)
