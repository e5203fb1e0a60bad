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
    Panel,
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
VERDICT: list[Panel] = [
    CONTENT[0],
    MultiFieldPanel(
        [
            FieldPanel("claim"),
            FieldRowPanel([FieldPanel("claimant"), FieldPanel("first_seen")]),
            FieldRowPanel([FieldPanel("carried_by"), FieldPanel("authenticity")]),
            FieldPanel("claim_picture"),
            FieldPanel("claim_picture_alt"),
            FieldPanel("harm"),
        ],
        heading=_("The claim, as it went round"),
    ),
    InlinePanel(
        "appearances",
        heading=_("Where it was seen"),
        label=_("Appearance"),
        panels=[
            FieldPanel("href"),
            FieldPanel("archived"),
            FieldRowPanel([FieldPanel("captured_at"), FieldPanel("sha256")]),
        ],
    ),
    MultiFieldPanel(
        [
            FieldPanel("rating"),
            FieldPanel("truth"),
            FieldPanel("key_message"),
            FieldPanel("reply_for_family"),
        ],
        heading=_("The verdict"),
    ),
    FieldPanel("body", heading=_("How we know")),
    InlinePanel(
        "sources",
        heading=_("Sources"),
        label=_("Source"),
        min_num=0,
        panels=[FieldPanel("title"), FieldPanel("href"), FieldPanel("archived")],
    ),
    MultiFieldPanel(
        [
            FieldPanel("about_commission"),
            FieldRowPanel([FieldPanel("asked_on"), FieldPanel("reply_by")]),
            FieldPanel("reply_text"),
            FieldRowPanel([FieldPanel("reply_speaker"), FieldPanel("replied_on")]),
            FieldRowPanel([FieldPanel("reply_href"), FieldPanel("reply_digest")]),
        ],
        heading=_("What the commission says"),
        help_text=_("Its reply is quoted, never an approval. Its silence is shown too."),
    ),
    CONTENT[3],
]

EPISODE: list[Panel] = [
    CONTENT[0],
    FieldPanel("key_message"),
    MultiFieldPanel(
        [
            FieldPanel("format"),
            FieldPanel("purpose"),
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            FieldPanel("venue"),
        ],
        heading=_("When, where, and why"),
    ),
    InlinePanel(
        "people",
        heading=_("Who speaks"),
        label=_("Person"),
        min_num=0,
        panels=[
            FieldRowPanel([FieldPanel("role"), FieldPanel("name")]),
            FieldRowPanel([FieldPanel("office"), FieldPanel("organisation")]),
            FieldRowPanel([FieldPanel("gender"), FieldPanel("respelling")]),
        ],
    ),
    FieldPanel("body", heading=_("What it is about")),
    CONTENT[3],
]

LESSON: list[Panel] = [
    CONTENT[0],
    FieldPanel("key_message"),
    MultiFieldPanel(
        [
            FieldPanel("aim"),
            FieldRowPanel([FieldPanel("minutes"), FieldPanel("place_in_path")]),
        ],
        heading=_("What it is for"),
    ),
    FieldPanel(
        "body",
        heading=_("Steps"),
        help_text=_(
            "A heading begins a step. Every fact names the article of the law and the day it was "
            "looked up."
        ),
    ),
    FieldPanel("easy"),
    InlinePanel(
        "terms",
        heading=_("Explained terms"),
        label=_("Term"),
        min_num=0,
        panels=[FieldPanel("term"), FieldPanel("meaning")],
    ),
    CONTENT[3],
]


def tabs(correction: list[FieldPanel], content: list[Panel] | None = None) -> TabbedInterface:
    """Return the editor of a kind: ``correction`` is its last tab, ``content`` its first."""
    return TabbedInterface(
        [
            ObjectList(content or CONTENT, heading=_("Content")),
            ObjectList(TAGS, heading=_("Tags")),
            ObjectList([*SCHEDULE, CommentPanel()], heading=_("Schedule")),
            ObjectList(correction, heading=_("Correction")),
        ]
    )
