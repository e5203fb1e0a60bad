"""Channels come in by entry points, ours by the same door as anybody's."""

from importlib.metadata import EntryPoint, entry_points

import pytest

from sasando.plugins import Channel, UnknownChannel, channel_classes, channel_named, registry
from sasando.plugins.testing import ChannelContract, Dummy


def test_the_built_in_channels_come_in_by_the_door() -> None:
    named = {entry.name for entry in entry_points(group=registry.GROUP)}
    assert set(channel_classes()) == named
    assert {"network", "email", "feeds", "dummy"} <= named
    assert all(issubclass(found, Channel) for found in channel_classes().values())


def test_an_unknown_channel_is_told_with_what_there_is() -> None:
    with pytest.raises(UnknownChannel, match=r"'merpati'.*email"):
        channel_named("merpati")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("merpati", "sasando.plugins.testing:Dummy", "registered as 'merpati'"),
        ("waktu", "datetime:datetime", "no Channel"),
    ],
)
def test_a_wrong_entry_point_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    wrong = EntryPoint(name=name, value=value, group=registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [wrong])
    channel_classes.cache_clear()
    try:
        with pytest.raises(TypeError, match=told):
            channel_classes()
    finally:
        channel_classes.cache_clear()


class TestDummy(ChannelContract):
    channel = Dummy

    @pytest.fixture(autouse=True)
    def _empty(self) -> None:
        Dummy.sent.clear()

    def copies(self) -> int:
        return len(Dummy.sent)
