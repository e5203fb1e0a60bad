"""A lesson at the desks that take it away: its set of cards, its series, its leaflet."""

from pathlib import Path

import pytest

from sasando.channels.builtin.by_hand import ByHand
from sasando.channels.builtin.cards import Cards
from sasando.channels.builtin.print_desk import PrintDesk
from sasando.documents import Document, Imprint, Standing
from sasando.plugins import Channel
from sasando.plugins.testing import sample_context
from tests.rendering.test_lessons import lesson


def names(channel: type[Channel], document: Document, folder: Path, **options: str) -> set[str]:
    made = channel(options=options, context=sample_context(folder=folder)).render(document)
    return {file.name for file in made.files}


def withdrawn() -> Document:
    document = lesson()
    assert isinstance(document.imprint, Imprint)
    gone = document.imprint.model_copy(
        update={"standing": Standing.WITHDRAWN, "standing_note": "Pasalnya berubah."}
    )
    return document.with_imprint(gone)


@pytest.mark.parametrize(
    ("channel", "options", "own"),
    [
        (Cards, {}, {f"kartu-pelajaran-{n:02d}.png" for n in range(1, 7)}),
        (ByHand, {"place": "Papan", "time": ""}, {"seri-whatsapp.txt", "pengumuman.txt"}),
        (PrintDesk, {"width_mm": "60"}, {"selebaran.pdf"}),
    ],
)
def test_a_lesson_brings_what_only_a_lesson_has(
    channel: type[Channel], options: dict[str, str], own: set[str], tmp_path: Path
) -> None:
    assert own <= names(channel, lesson(), tmp_path, **options)
    if channel is not PrintDesk:  # a printed leaflet says that it is withdrawn
        assert not own & names(channel, withdrawn(), tmp_path, **options)
