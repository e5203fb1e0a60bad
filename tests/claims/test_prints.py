"""A picture that was answered once is known again: from the tip, the alias and the verdict."""

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from sasando.claims import actions, knowledge, prints
from sasando.claims.intake.reading import read
from sasando.claims.models import Alias, ForeignCheck, Tip
from sasando.desk.models import Verdict
from sasando.matching import Index, Known, Source
from sasando.matching.pictures import open_picture, print_of
from tests.claims.conftest import Chat, work
from tests.claims.standin import StandIn
from tests.desk.builders import NOW, Desk
from tests.matching_pictures.gallery import picture


def photo(number: int = 12) -> bytes:
    out = io.BytesIO()
    picture(number).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


def test_a_picture_is_read_once_and_its_print_goes_to_the_engine(
    telegram: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    telegram.send_photo(photo(), user=7)
    work()
    tip = Tip.objects.get()
    monkeypatch.setattr("sasando.claims.intake.reading.study", None)  # never called again
    (print_,) = read(tip).prints
    assert print_ == print_of(open_picture(photo()).image)


def test_a_picture_that_was_answered_is_recognised_when_it_comes_again(
    telegram: Chat, engine: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = "Foto gudang itu dari tahun 2014"
    check = ForeignCheck.objects.create(
        identifier="x",
        publisher="Lain",
        href="https://lain.example/1",
        title=title,
        imported_at=NOW,
    )
    known = Known(id=f"foreign:{check.pk}", source=Source.FOREIGN, title=title)
    index = Index.open(tmp_path / "real")
    index.put([known])
    monkeypatch.setattr(knowledge, "index", lambda: index)
    telegram.send_photo(photo(), user=7)
    work()
    tip = Tip.objects.get()
    assert tip.outcome == Tip.Outcome.ABSTAIN
    actions.remember(tip=tip, known_id=known.id, at=NOW)
    work()
    telegram.send_photo(photo(), user=8)
    work()
    assert Tip.objects.latest("pk").known_id == known.id
    rebuilt = [message for _, message in knowledge.aliases()]
    assert len(rebuilt) == len(rebuilt[0].prints) == 1


def test_a_picture_beside_a_claim_in_words_is_not_tied_to_its_answer(telegram: Chat) -> None:
    telegram.send_photo(photo(), user=7)
    work()
    tip = Tip.objects.get()
    tip.text = "Tujuh kontainer surat suara yang sudah dicoblos ditemukan di gudang"
    actions.remember(tip=tip, known_id="foreign:1", at=NOW)
    assert not Alias.objects.get().print


@pytest.mark.parametrize(("how", "tied"), [("words", False), ("picture", True)])
def test_one_yes_ties_a_picture_only_where_its_looks_decided(
    telegram: Chat, how: str, tied: bool
) -> None:
    telegram.send_photo(photo(), user=7, caption="Pilkada Kota Kupang ditunda")
    work()
    tip = Tip.objects.get()
    tip.outcome, tip.decision = Tip.Outcome.ANSWER, {"matches": [{"how": how}]}
    actions.label(tip=tip, known_id="foreign:1", meant=True, at=NOW)
    alias = Alias.objects.get()
    assert alias.text == "Pilkada Kota Kupang ditunda"
    assert bool(alias.print) is tied


def test_a_verdict_is_known_by_the_picture_it_rates_and_its_print_is_taken_once(
    desk: Desk, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = desk.published(
        "verdict",
        claim_picture=ContentFile(photo(), name="foto.jpg"),
        claim_picture_alt="Sebuah gudang",
    )
    (first,) = prints.prints_of(version)
    assert len(first.points) > 50
    monkeypatch.setattr("sasando.matching.pictures.prints.print_of", None)
    assert prints.prints_of(version) == (first,)
    Verdict.objects.get().claim_picture.delete(save=False)
    assert prints.prints_of(version) == ()
