"""The lens on labelled sentences: as precise and as complete as the issue asks, each with its source."""

import hashlib

import pytest

from sasando.desk.lens import Category, guidelines
from tests.desk_lens.measuring import labelled, measure


def test_the_set_is_what_its_card_says() -> None:
    every = list(labelled())
    innocent = [one for one in every if not one.labels]
    assert len(every) >= 150
    assert len(innocent) >= len(every) / 2
    assert len({one.passage.text for one in every}) == len(every)
    assert {label for one in every for label in one.labels} <= set(Category)
    for one in every:
        number = int(hashlib.sha256(one.passage.text.encode()).hexdigest(), 16)
        assert one.part == ("held-out" if number % 3 == 0 else "tuning")


@pytest.mark.parametrize("part", ["tuning", "held-out"])
def test_precision_and_recall(part: str) -> None:
    figures = measure(part)
    assert figures.precision >= 0.9, figures
    assert figures.recall >= 0.8, figures


def test_every_finding_names_its_guideline_and_where_it_stands() -> None:
    found = [finding for one in labelled() for finding in one.findings()]
    assert found
    for finding in found:
        guideline = finding.guideline
        assert guidelines()[guideline.key] == guideline
        assert guideline.title and guideline.publisher and guideline.address.startswith("http")
        assert finding.reason and finding.suggestion
        assert finding.words == finding.passage.text[finding.start : finding.end]
        assert finding.words.strip()
