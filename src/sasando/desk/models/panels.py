"""How the editor sees an item: four tabs, in the order of the work."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)

CONTENT = [
    TitleFieldPanel(
        "title",
        heading=_("Headline"),
        help_text=_("What happened, in one line. At most 200 characters."),
    ),
    FieldPanel("key_message"),
    FieldPanel("body"),
    MultiFieldPanel(
        [
            FieldPanel("publisher"),
            FieldPanel("partners", widget=forms.CheckboxSelectMultiple),
            FieldRowPanel([FieldPanel("dateline"), FieldPanel("byline")]),
        ],
        heading=_("Who speaks"),
    ),
]
TAGS = [
    FieldPanel("elections", widget=forms.CheckboxSelectMultiple),
    FieldPanel("stages"),
    FieldPanel("places"),
    FieldPanel(
        "audiences", help_text=_("Whom it concerns most. Readers and feeds can follow an audience.")
    ),
    MultipleChooserPanel(
        "related_items",
        chooser_field_name="target",
        heading=_("Related items"),
        panels=[FieldPanel("target")],
    ),
    InlinePanel(
        "pronunciations",
        heading=_("How it is said on air"),
        label=_("Pronunciation"),
        panels=[FieldRowPanel([FieldPanel("term"), FieldPanel("respelling")])],
    ),
]
SCHEDULE = [
    FieldPanel(
        "go_live_at",
        heading=_("Goes out at"),
        help_text=_("Empty: as soon as the last approval is there."),
    ),
    FieldPanel("embargo_until"),
    FieldPanel("valid_until"),
    FieldPanel("campaign_like"),
    FieldPanel("slug", help_text=_("The end of its address. It never changes after publication.")),
]
CORRECTION = [FieldPanel("change_note")]
ERRATUM = [FieldPanel("corrects"), *CORRECTION]


def tabs(correction: list[FieldPanel]) -> TabbedInterface:
    """Return the editor of a kind whose last tab has the ``correction`` panels."""
    return TabbedInterface(
        [
            ObjectList(CONTENT, heading=_("Content")),
            ObjectList(TAGS, heading=_("Tags")),
            ObjectList([*SCHEDULE, CommentPanel()], heading=_("Schedule")),
            ObjectList(correction, heading=_("Correction")),
        ]
    )
