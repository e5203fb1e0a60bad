"""A live platform by the interface, in memory: it keeps what it was told, and says what a test sets."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from sasando.plugins.broadcaster import (
    Broadcast,
    Broadcaster,
    BroadcastPlan,
    BroadcastState,
    Comments,
    Standing,
)
from sasando.plugins.channel import Field, TryLater


@dataclass
class Platform:
    """Every announcement by its identifier, and every call in its order."""

    plans: dict[str, BroadcastPlan] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    states: dict[str, BroadcastState] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    receives: bool = True  # the stream arrives
    fails: Callable[[str, str], None] = lambda call, identifier: None
    words: str = ""
    healthy: bool = True

    def called(self, call: str, identifier: str) -> None:
        self.calls.append((call, identifier))
        self.fails(call, identifier)


class Stage(Broadcaster):
    slug = "stage"
    label = "Stage"
    fields: ClassVar = (Field(name="token", label="Token", secret=True),)
    access: ClassVar = ("token",)
    platform: ClassVar[Platform]

    def schedule(self, plan: BroadcastPlan, *, key: str) -> Broadcast:
        place = self.platform
        place.called("schedule", self.options["token"])
        identifier = place.keys.setdefault(key, f"b{len(place.keys) + 1}")
        place.plans[identifier] = plan
        place.states.setdefault(identifier, BroadcastState.PLANNED)
        return Broadcast(
            identifier=identifier,
            address=f"https://stage.example/{identifier}",
            ingest_url="rtmps://in.stage.example/live",
            ingest_key=f"kunci-{identifier}",
            extra={"stream": f"s-{identifier}"},
        )

    def change(self, plan: BroadcastPlan, *, broadcast: Broadcast) -> Broadcast:
        self.platform.called("change", broadcast.identifier)
        self.platform.plans[broadcast.identifier] = plan
        return broadcast

    def start(self, broadcast: Broadcast) -> Standing:
        self.platform.called("start", broadcast.identifier)
        if not self.platform.receives:
            raise TryLater("The stream is inactive.")
        self.platform.states[broadcast.identifier] = BroadcastState.LIVE
        return self.standing(broadcast)

    def end(self, broadcast: Broadcast) -> Standing:
        self.platform.called("end", broadcast.identifier)
        self.platform.states[broadcast.identifier] = BroadcastState.ENDED
        return self.standing(broadcast)

    def cancel(self, broadcast: Broadcast) -> None:
        self.platform.called("cancel", broadcast.identifier)
        self.platform.states[broadcast.identifier] = BroadcastState.GONE

    def standing(self, broadcast: Broadcast) -> Standing:
        place = self.platform
        return Standing(
            state=place.states.get(broadcast.identifier, BroadcastState.GONE),
            words=place.words,
            healthy=place.healthy,
            viewers=7,
        )

    def comments(self, broadcast: Broadcast, *, cursor: str = "") -> Iterator[Comments]:
        yield Comments(comments=(), cursor=cursor, ended=True)
