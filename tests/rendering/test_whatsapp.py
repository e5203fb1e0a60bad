"""WhatsApp: within the limit, what matters first, and nothing read as a mark by accident."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasando.rendering.addresses import short_address
from sasando.rendering.whatsapp import (
    CHANNEL_LIMIT,
    LIMIT,
    channel_update,
    literal,
    whatsapp_messages,
)
from tests.documents.builders import a_document, full_document, paragraph, published
from tests.rendering.published import any_text, current, hostile, withdrawn

SITE = "https://sasando.example"
# How WhatsApp finds *bold*, _italic_, ~struck~ and `code`: a mark at the border of a word.
A_MARK = re.compile(r"(?<![^\W_])([*_~`])(?=\S)[^\n]*?(?<=\S)\1(?![^\W_])")


def test_one_message_says_what_matters_first_and_ends_with_the_address() -> None:
    document = published(a_document())
    (message,) = whatsapp_messages(document, site_url=SITE)
    headline, key_message, *_, address = message.split("\n\n")
    assert headline == f"*{document.headline}*"
    assert key_message == document.key_message
    assert address == f"{SITE}/v/{document.code}"


def test_marks_of_the_text_become_marks_of_the_platform() -> None:
    (message,) = whatsapp_messages(current())
    assert "Rapat pleno *terbuka* menetapkan _275.085 pemilih_ <& lihat" in message
    assert "*Cara memeriksa nama Anda*" in message


def test_a_long_text_is_counted_and_split_between_blocks() -> None:
    messages = whatsapp_messages(current(), limit=600)
    assert len(messages) > 1
    for number, message in enumerate(messages, start=1):
        assert message.startswith(f"({number}/{len(messages)})\n")
    whole = "\n\n".join(message.partition("\n")[2].rpartition("\n\n")[0] for message in messages)
    assert whole == whatsapp_messages(current())[0].rpartition("\n\n")[0]


def test_a_withdrawn_text_is_not_spread_again() -> None:
    document = withdrawn()
    (message,) = whatsapp_messages(document)
    assert message.startswith("*Informasi ini ditarik")
    assert document.key_message not in message


def test_a_mark_inside_a_word_is_left_out() -> None:
    spans = ({"text": "pem"}, {"text": "ilih", "strong": True}, {"text": " tetap"})
    document = a_document(body=({"type": "paragraph", "spans": spans},))
    assert "pemilih tetap" in whatsapp_messages(document)[0]


def test_addresses_are_not_touched() -> None:
    address = "https://x.example/_a_/*b*"
    assert literal(f"lihat _ini_ {address}") == f"lihat ˍiniˍ {address}"
    assert literal("nama_berkas 2*3") == "nama_berkas 2*3"


def test_a_limit_that_holds_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least"):
        whatsapp_messages(a_document(), limit=50)


@given(st.text(st.sampled_from("ab *_~`>-\n."), max_size=40))
def test_text_is_never_read_as_marks(text: str) -> None:
    assert not A_MARK.search(literal(text))


@given(any_text, st.integers(min_value=200, max_value=LIMIT))
def test_no_message_is_too_long_and_each_ends_with_the_address(text: str, limit: int) -> None:
    document = hostile(text).model_copy(
        update={"body": (*full_document().body, paragraph(text * 30), paragraph("a" * 3000))}
    )
    messages = whatsapp_messages(document, limit=limit)
    assert all(len(message) <= limit for message in messages)
    assert all(message.endswith(f"\n\n{short_address(document)}") for message in messages)


def test_an_update_of_a_channel_stands_alone() -> None:
    document = published(a_document())
    update = channel_update(document, site_url=SITE)
    assert update.startswith(f"*{document.headline}*\n\n{document.key_message}")
    assert document.publisher.name in update
    assert update.endswith(f"{SITE}/v/{document.code}")


def test_an_update_of_a_channel_spreads_nothing_withdrawn() -> None:
    update = channel_update(withdrawn(), site_url=SITE)
    assert withdrawn().key_message not in update
    assert update.startswith("*")


@given(any_text)
def test_an_update_of_a_channel_is_never_too_long(text: str) -> None:
    update = channel_update(hostile(text), site_url=SITE)
    assert len(update) <= CHANNEL_LIMIT
    assert update.endswith(short_address(hostile(text), SITE))
