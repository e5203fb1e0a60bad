"""The transparency log: what was published, in order, for ever (RFC 6962, see ``trust.log``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.desk.models.version import Version
from sasando.trust.log import Row, Tree


class LogEvent(models.TextChoices):
    """What a leaf says happened to a version."""

    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class LogLeafQuerySet(models.QuerySet["LogLeaf"]):
    def tree(self) -> Tree:
        """The log as it stands, to append to or to prove from."""
        last = self.order_by("-index").values_list("index", flat=True).first()
        return Tree(0 if last is None else last + 1, self._rows)

    def _rows(self, indices: Collection[int]) -> Mapping[int, Row]:
        found = LogLeaf.objects.filter(index__in=indices).values_list("index", "hashes")
        return {index: [bytes.fromhex(h) for h in hashes.split()] for index, hashes in found}


class LogLeaf(models.Model):
    """One entry. ``entry`` is the leaf's bytes (``trust.heads.log_entry``); rows never change."""

    index = models.PositiveBigIntegerField(unique=True)  # from 0, without a gap
    event = models.CharField(max_length=9, choices=LogEvent)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="log_leaves")
    at = models.DateTimeField()
    entry = models.TextField()
    hashes = models.TextField()  # hex, by height: the subtrees this leaf completes

    objects = LogLeafQuerySet.as_manager()

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ("index",)

    def __str__(self) -> str:
        return f"{self.index} {self.event} {self.version}"
