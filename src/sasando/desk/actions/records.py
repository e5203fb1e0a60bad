"""What is written down for ever: the transparency log and the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wagtail.log_actions import log

from sasando.desk.models import LogEvent, LogLeaf, Version
from sasando.parties.models import Person
from sasando.trust.heads import log_entry
from sasando.trust.log import leaf_hash


def append_to_log(*, event: LogEvent, version: Version, at: datetime, reason: str = "") -> LogLeaf:
    """Append one leaf to the transparency log; call it inside the transaction of the event."""
    # Writers queue on the first leaf: locking the last would let two of them see the same last.
    LogLeaf.objects.select_for_update().filter(index=0).first()
    tree = LogLeaf.objects.all().tree()
    entry = log_entry(event=event.value, digest=version.digest, at=at, reason=reason)
    hashes = tree.append(leaf_hash(entry))
    return LogLeaf.objects.create(
        index=tree.size,
        event=event,
        version=version,
        at=at,
        entry=entry.decode(),
        hashes=" ".join(value.hex() for value in hashes),
    )


def record(action: str, version: Version, *, by: Person | None = None, **data: Any) -> None:
    """Write ``action`` to the audit log of the version's item, as Wagtail shows and filters it."""
    log(
        instance=version.item.specific,
        action=f"sasando.{action}",
        user=by,
        data={"version": version.number, "digest": version.digest, **data},
        revision=version.revision,
    )
