"""Items: what the desk writes. What readers get is never an item, but a ``Version`` of it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.locks import BaseLock
from wagtail.models import Orderable, Page, Revision, Workflow

from sasando.desk import signals
from sasando.desk.addresses import item_path
from sasando.desk.exceptions import NotApproved
from sasando.desk.models import guard
from sasando.desk.models.body import BodyBlock
from sasando.desk.models.editing import ItemForm
from sasando.desk.models.locks import ApprovalLock
from sasando.desk.models.panels import CORRECTION, tabs
from sasando.desk.models.seats import ItemPermissionTester
from sasando.desk.models.sections import PublicAddress
from sasando.desk.models.version import State, Version
from sasando.documents.vocabulary import Kind
from sasando.elections.models import Election, Place, Stage
from sasando.parties.models import Organisation, Person

PREVIEW_MODES = (
    ("site", _("Website")),
    ("text", _("Plain text")),
    ("whatsapp", _("WhatsApp")),
    ("feed", _("Feed entry")),
    ("ninjs", _("ninjs for partners")),
    ("column", _("Newspaper column")),
    ("poster", _("Notice-board poster")),
    ("card-square", _("Card, square")),
    ("card-story", _("Card, story")),
    ("card-wide", _("Card, link preview")),
    ("script-30", _("Broadcast script, 30 seconds")),
    ("script-60", _("Broadcast script, 60 seconds")),
)

# What Wagtail keeps about a page beside its content: saving only these shows readers nothing new.
_HOUSEKEEPING = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
        "owner",
        "search_description",
        "wagtail_admin_comments",
    }
)


class Item(PublicAddress, Page):
    """One item in one language. Its text lives in revisions until a Version freezes it."""

    kind: ClassVar[Kind]

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    publisher = models.ForeignKey(
        Organisation,
        verbose_name=_("publisher"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The organisation that speaks."),
    )
    partners = ParentalManyToManyField(
        Organisation,
        verbose_name=_("partners"),
        blank=True,
        related_name="+",
        help_text=_("Who made it together with the publisher."),
    )
    key_message = models.CharField(
        _("what readers must know"),
        max_length=300,
        help_text=_("One sentence. It opens every channel: cards, messages, the script on air."),
    )
    byline = models.CharField(
        _("byline"),
        max_length=200,
        blank=True,
        help_text=_("Who wrote it, names parted by a semicolon."),
    )
    dateline = models.CharField(
        _("dateline"), max_length=60, blank=True, help_text=_("The place, as in print: KUPANG.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    elections = ParentalManyToManyField(
        Election, verbose_name=_("elections"), blank=True, related_name="+"
    )
    stages = ParentalManyToManyField(Stage, verbose_name=_("stages"), blank=True, related_name="+")
    places = ParentalManyToManyField(Place, verbose_name=_("places"), blank=True, related_name="+")
    audiences = models.JSONField(_("audiences"), default=list, blank=True)
    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_("Nothing goes out before, not even to partners."),
    )
    valid_until = models.DateTimeField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("After this moment every copy is marked as no longer valid."),
    )
    campaign_like = models.BooleanField(
        _("touches candidates or the campaign"),
        default=False,
        help_text=_("Locked in the quiet period before voting day."),
    )
    change_note = models.CharField(
        _("what this correction changes"),
        max_length=300,
        blank=True,
        help_text=_("One sentence readers see. Required from the second version on."),
    )

    parent_page_types: ClassVar[list[str]] = ["sasando_desk.SectionPage"]
    subpage_types: ClassVar[list[str]] = []
    exclude_fields_in_copy: ClassVar[list[str]] = ["uuid", "change_note"]
    is_creatable = False
    base_form_class = ItemForm
    edit_handler = tabs(CORRECTION)
    preview_view = "sasando.desk.previews.serve"  # dotted: previews compose items

    if TYPE_CHECKING:
        publisher_id: int | None

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args:
            kwargs.setdefault("live", False)  # Wagtail's own default would publish at once
        super().__init__(*args, **kwargs)

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Only in the section of its own kind."""
        return bool(super().can_create_at(parent)) and cls._belongs_in(parent)

    def can_move_to(self, parent: Page) -> bool:
        """Only to the section of its own kind."""
        return bool(super().can_move_to(parent)) and self._belongs_in(parent)

    @classmethod
    def _belongs_in(cls, parent: Page) -> bool:
        return bool(getattr(parent.specific, "kind", None) == getattr(cls, "kind", ""))

    @property
    def public_path(self) -> str:  # type: ignore[override]
        """Where readers find it, once published."""
        specific = self.specific_deferred if type(self) is Item else self
        return item_path(specific.kind, self.locale.language_code, self.slug)

    # --- Versions --------------------------------------------------------------------------------
    @property
    def current_version(self) -> Version | None:
        """What stands in public today."""
        return self.versions.filter(state=State.CURRENT).first()

    @property
    def last_public_version(self) -> Version | None:
        """The newest version that was ever published."""
        return Version.objects.public().filter(item_id=self.pk).order_by("-number").first()

    @property
    def waiting_version(self) -> Version | None:
        """The version on its way: proposed, or approved and waiting for its time."""
        return Version.objects.waiting_of(self.pk)

    @property
    def next_number(self) -> int:
        """The number the next published version will have."""
        last = self.last_public_version
        return last.number + 1 if last else 1

    # --- The door --------------------------------------------------------------------------------
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the page. Raises ``NotApproved`` when that would change what the public sees."""
        fields = kwargs.get("update_fields")
        if fields is None or not set(fields) <= _HOUSEKEEPING:
            self._refuse_unapproved()
        super().save(*args, **kwargs)

    def _refuse_unapproved(self) -> None:
        if self.pk is not None and guard.is_open(item_id=self.pk):
            return
        stored = type(self).objects.filter(pk=self.pk).first() if self.pk else None
        was_live = stored is not None and stored.live
        if self.live != was_live or (stored and was_live and self._differs_from(stored)):
            raise NotApproved(
                _("“%(title)s” changes in public only by an approved version.")
                % {"title": self.title}
            )

    def _differs_from(self, stored: Item) -> bool:
        ours, theirs = self.serializable_data(), stored.serializable_data()
        return any(ours[name] != theirs[name] for name in ours.keys() - _HOUSEKEEPING)

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish ``revision``. Raises ``NotApproved`` unless ``actions.publish`` opened the door."""
        if not guard.is_open(item_id=self.pk, revision_id=revision.pk):
            raise NotApproved(
                _("“%(title)s” is published by the desk once all its approvals are there.")
                % {"title": self.title}
            )
        super().publish(revision, *args, **kwargs)

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Take the page down. Raises ``NotApproved``: withdraw the version, with a reason."""
        if not guard.is_open(item_id=self.pk):
            raise NotApproved(
                _("“%(title)s” comes down only when its version is withdrawn, with a reason.")
                % {"title": self.title}
            )
        super().unpublish(*args, **kwargs)

    def get_lock(self) -> BaseLock | None:
        """The lock of a text that is on its way, approved and waiting for its time included."""
        if self.pk is not None and self.waiting_version is not None:
            return ApprovalLock(self)
        lock: BaseLock | None = super().get_lock()
        return lock

    def permissions_for_user(self, user: Person) -> ItemPermissionTester:
        """What ``user`` may do with it on Wagtail's screens."""
        return ItemPermissionTester(user, self)

    def with_content_json(self, content: dict[str, Any]) -> Item:
        """Return the item as a revision has it; its identity is never the revision's to say."""
        item: Item = super().with_content_json(content)
        item.uuid = self.uuid
        return item

    def save_revision(
        self,
        user: Person | None = None,
        *args: Any,
        previous_revision: Revision | None = None,
        **kwargs: Any,
    ) -> Revision:
        """Save an edit: it voids every waiting version, and ``user`` becomes an author."""
        revision = super().save_revision(user, *args, previous_revision=previous_revision, **kwargs)
        signals.edited.send(sender=Item, item=self, user=user, at=timezone.now())
        number = self.next_number
        writers = {user, previous_revision.user if previous_revision else None} - {None}
        for writer in writers:
            Authorship.objects.get_or_create(item_id=self.pk, person=writer, number=number)
        return revision

    # --- Previews --------------------------------------------------------------------------------
    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """One for each rendition."""
        return list(PREVIEW_MODES)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the text as it stands in one rendition."""
        response: HttpResponse = import_string(self.preview_view)(self, mode_name)
        return response

    # --- Wagtail's workflow ----------------------------------------------------------------------
    @property
    def policy_kind(self) -> Kind | None:
        """The kind whose policy row governs it; ``None`` while that is not known."""
        return self.kind

    def get_workflow(self) -> Workflow | None:
        """Return the workflow that shows this item's policy row."""
        kind = self.policy_kind
        if kind is None:
            return None
        tasks = models.Q(workflow_tasks__task__partyapprovaltask__kind=kind.value)
        return Workflow.objects.active().filter(tasks).distinct().first()

    @property
    def has_workflow(self) -> bool:
        """Whether it can be submitted."""
        return self.get_workflow() is not None

    def author_ids(self) -> frozenset[int]:
        """Everyone who edited the text since the last published version."""
        last = self.last_public_version
        recorded = Authorship.objects.filter(item_id=self.pk, number=last.number + 1 if last else 1)
        revisions = self.revisions.filter(user__isnull=False)
        if last is not None and last.revision_id is not None:
            revisions = revisions.filter(pk__gt=last.revision_id)
        return frozenset(recorded.values_list("person_id", flat=True)) | frozenset(
            revisions.values_list("user_id", flat=True)
        )


class Authorship(models.Model):
    """A person edited the text that is to become version ``number``. Outlives revisions."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="authors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("authorship")
        verbose_name_plural = _("authorships")
        constraints = [
            models.UniqueConstraint(
                fields=("item", "person", "number"), name="one_authorship_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.item_id} v{self.number}"


class RelatedItem(Orderable):
    """Another item that readers of this one may want."""

    item = ParentalKey(Item, on_delete=models.CASCADE, related_name="related_items")
    target = models.ForeignKey(
        Item, verbose_name=_("item"), on_delete=models.CASCADE, related_name="+"
    )

    if TYPE_CHECKING:
        target_id: int

    class Meta(Orderable.Meta):
        verbose_name = _("related item")
        verbose_name_plural = _("related items")

    def __str__(self) -> str:
        return str(self.target)


class Pronunciation(Orderable):
    """How a hard name is said on air."""

    item = ParentalKey(Item, on_delete=models.CASCADE, related_name="pronunciations")
    term = models.CharField(_("name or word"), max_length=120)
    respelling = models.CharField(
        _("as it is said"), max_length=120, help_text=_("nun-BA-un: the stressed part in capitals.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("pronunciation")
        verbose_name_plural = _("pronunciations")

    def __str__(self) -> str:
        return f"{self.term}: {self.respelling}"
