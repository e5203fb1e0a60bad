"""In which order partners that fetch hear of things: the order in which they were committed."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from sasando.desk.models import Version


class PositionQuerySet(models.QuerySet["Position"]):
    def move_to_end(self, version: Version, at: datetime) -> Position:
        """Put ``version`` behind all others. Call it inside the transaction that changes it.

        Writers queue on one row until they commit, so a number that can be read has none below it
        that appears later.
        """
        self.select_for_update().order_by("pk").first()
        last = self.aggregate(last=models.Max("number"))["last"] or 0
        position, _made = self.update_or_create(
            version=version, defaults={"number": last + 1, "at": at}
        )
        return position


class Position(models.Model):
    """Where a published version stands: its number rises whenever readers must hear of it again."""

    version = models.OneToOneField(Version, on_delete=models.CASCADE, related_name="position")
    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(db_index=True)

    objects = PositionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.number} {self.version_id}"
