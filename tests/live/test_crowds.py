"""News for a crowd is written by and by: a few others are told meanwhile, and the order holds."""

import asyncio
from dataclasses import dataclass, field

from sasando.live.push.crowds import AT_ONCE, Crowds


@dataclass
class Ear:
    """What a listener is written; ``log`` has what all of them were."""

    name: str
    log: list[str]
    heard: list[bytes] = field(default_factory=list)

    def write(self, data: bytes) -> None:
        self.heard.append(data)
        self.log.append(self.name)


def test_an_overlay_is_told_while_a_crowd_is_being_told() -> None:
    log: list[str] = []
    crowd = [Ear("reader", log) for _ in range(AT_ONCE * 20)]
    overlay = Ear("overlay", log)

    async def tell() -> None:
        crowds = Crowds()
        crowds.tell("blog", crowd, b"post")
        asyncio.get_running_loop().call_soon(crowds.tell, "layar", [overlay], b"change")
        while len(log) <= len(crowd):
            await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(tell(), 60))
    assert log.index("overlay") <= 2 * AT_ONCE
    assert all(one.heard == [b"post"] for one in crowd)


def test_each_of_a_crowd_hears_in_order_also_who_came_between() -> None:
    log: list[str] = []
    crowd = [Ear("reader", log) for _ in range(AT_ONCE * 3)]
    late = Ear("late", log)

    async def tell() -> None:
        crowds = Crowds()
        crowds.tell("blog", crowd, b"1")
        crowds.tell("blog", [*crowd, late], b"2")
        crowds.tell("blog", crowd[:1], b"3")  # few, but not before what is still on its way
        while len(log) < 2 * len(crowd) + 2:
            await asyncio.sleep(0)
        crowds.tell("blog", crowd[:1], b"4")

    asyncio.run(asyncio.wait_for(tell(), 60))
    assert crowd[0].heard == [b"1", b"2", b"3", b"4"]
    assert all(one.heard == [b"1", b"2"] for one in crowd[1:])
    assert late.heard == [b"2"]
