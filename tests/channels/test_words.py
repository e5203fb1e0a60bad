"""Every word of a channel that comes with the house is named for the translator."""

import pytest

from sasando.channels.words import BROADCASTER_WORDS, MESSENGER_WORDS, WORDS
from sasando.plugins import channel_classes
from sasando.plugins.registry import broadcaster_classes, messenger_classes


@pytest.mark.parametrize("slug", sorted(channel_classes()))
def test_its_name_and_options_are_gathered(slug: str) -> None:
    channel = channel_classes()[slug]
    said = {channel.label}
    said |= {field.label for field in channel.fields}
    said |= {field.help for field in channel.fields if field.help}
    assert said <= set(WORDS)


@pytest.mark.parametrize("slug", sorted(messenger_classes()))
def test_a_messenger_is_gathered_too(slug: str) -> None:
    messenger = messenger_classes()[slug]
    said = {messenger.label}
    said |= {field.label for field in messenger.fields}
    said |= {field.help for field in messenger.fields if field.help}
    assert said <= set(MESSENGER_WORDS)


@pytest.mark.parametrize("slug", sorted(broadcaster_classes()))
def test_a_live_platform_is_gathered_too(slug: str) -> None:
    broadcaster = broadcaster_classes()[slug]
    said = {broadcaster.label}
    said |= {field.label for field in broadcaster.fields}
    said |= {field.help for field in broadcaster.fields if field.help}
    assert said <= set(BROADCASTER_WORDS)
