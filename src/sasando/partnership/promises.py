"""What may be promised for money, and what never may.

Only what both sides make and readers see as made together can be a deliverable. News is the
newsroom's own; a fact-check is never anybody's purchase, whoever is its subject; a correction is
owed to readers; official releases and urgent notices are carried as the news they are, or declined.
Source: the house's approval policy (``sasando.desk.policy``); Kode Etik Jurnalistik Ps 6 and 10.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.rendering.sources import MADE_TOGETHER

PAID_KINDS = MADE_TOGETHER
"""The kinds that readers are told are a paid partnership, wherever they meet them."""


class Medium(models.TextChoices):
    """What is delivered, by how it is proven."""

    ONLINE = "online", _("Story online")
    POST = "post", _("Post on a platform")
    PRINT = "print", _("Printed page")
    EPISODE = "episode", _("Talkshow or other programme")
    OTHER = "other", _("Something else")


BY_MACHINE = frozenset({Medium.ONLINE, Medium.POST, Medium.EPISODE})
"""What a receipt ticks by itself. A page is read from its photo; the rest has a form."""


class Unit(models.TextChoices):
    """What a size is counted in. mm × columns is how Indonesian newspapers sell space (mmk)."""

    MM_COLUMN = "mm-column", _("mm × columns")
    MINUTES = "minutes", _("minutes")
    WORDS = "words", _("words")
    PAGES = "pages", _("pages")


class Side(models.TextChoices):
    """Whose word it is."""

    COMMISSION = "commission", _("The commission")
    MEDIA = "media", _("The newsroom")
