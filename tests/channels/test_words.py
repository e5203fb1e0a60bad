"""Every word of a channel that comes with the house is named for the translator."""

import pytest

from sasando.channels.words import WORDS
from sasando.plugins import channel_classes


@pytest.mark.parametrize("slug", sorted(channel_classes()))
def test_its_name_and_options_are_gathered(slug: str) -> None:
    channel = channel_classes()[slug]
    said = {channel.label}
    said |= {field.label for field in channel.fields}
    said |= {field.help for field in channel.fields if field.help}
    assert said <= set(WORDS)
