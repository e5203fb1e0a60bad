"""The messengers that are installed, and what all of them promise."""

from pathlib import Path

import pytest

from sasando.plugins import Context, messenger_classes, messenger_named
from sasando.plugins.messenger import Forged, Messenger, Option, Received
from sasando.plugins.registry import UnknownMessenger
from sasando.plugins.testing import sample_context

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
EVERY = pytest.mark.parametrize("kind", messenger_classes().values(), ids=lambda k: k.slug)


def test_ours_come_in_by_the_common_door() -> None:
    assert set(messenger_classes()) >= {"mailbox", "telegram", "whatsapp"}
    with pytest.raises(UnknownMessenger, match="mailbox, telegram, whatsapp"):
        messenger_named("signal")


@EVERY
def test_it_names_itself_and_its_options(kind: type[Messenger]) -> None:
    assert kind.label.strip()
    names = [field.name for field in kind.fields]
    assert len(set(names)) == len(names)
    for field in kind.fields:
        assert field.name.isidentifier()
        assert field.label.strip()
        assert not (field.secret and field.default), f"{field.name}: a secret has no default"
        assert not field.choices or not field.default or field.default in field.choices


@EVERY
def test_it_misses_each_required_option(kind: type[Messenger], context: Context) -> None:
    fatal = {
        problem.field for problem in kind(options={}, context=context).check() if problem.fatal
    }
    assert {f.name for f in kind.fields if f.required and not f.default} <= fatal


@EVERY
def test_it_takes_no_call_without_proof(kind: type[Messenger]) -> None:
    for context in (sample_context(), sample_context(allow_loopback=False)):
        bare = kind(options={}, context=context)
        with pytest.raises(Forged):
            bare.receive(b"{}", {})
        with pytest.raises(Forged):
            bare.verify_challenge({})


@EVERY
def test_secrets_stay_secret(kind: type[Messenger], context: Context) -> None:
    secrets = {field.name: "a-secret-nobody-may-read" for field in kind.fields if field.secret}
    messenger = kind(options=secrets, context=context)
    shown = [repr(messenger), str(messenger), repr(messenger.check())]
    assert not any("a-secret-nobody-may-read" in text for text in shown)


@EVERY
def test_connecting_it_is_described(kind: type[Messenger]) -> None:
    assert [page for page in HOW_TO.glob("connect-*.md") if kind.slug in page.name]


@pytest.mark.parametrize(("identifier", "label"), [("", "Ya"), ("é" * 33, "Ya"), ("a", " ")])
def test_an_option_nobody_could_press_is_not_made(identifier: str, label: str) -> None:
    with pytest.raises(ValueError, match="an option has"):
        Option(id=identifier, label=label)


def test_nothing_received_is_empty() -> None:
    assert Received() == Received(incoming=(), statuses=(), gone=(), seen=())
