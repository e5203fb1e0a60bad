"""The sample's lessons: every fact names its law and day, and each can be read in its minutes."""

import re
from datetime import date
from itertools import product

import pytest

from sasando.demo.content import LANGUAGES, SampleItem, sample_items
from sasando.documents.blocks import FactBox, Heading, Paragraph, Quiz, plain
from sasando.documents.vocabulary import Audience, Kind
from tests.demo.test_content import words

LESSONS = [item for item in sample_items() if item.kind is Kind.LESSON]
each_text = pytest.mark.parametrize(
    ("item", "language"),
    list(product(LESSONS, LANGUAGES)),
    ids=lambda value: getattr(value, "key", value),
)
_LAW = re.compile(
    r"\b(UU|UUD|PKPU|Putusan|Keputusan|Surat|Law|Constitution|Commission|Constitutional|decision)\b"
)
_SAID_BY = re.compile(
    r"KPU|Kompas|Kode Etik|MAFINDO|IFCN|Kominfo|Kalyanamitra|NTT|code of|Supervisors|Panwaslih"
    r"|Ministry|commission"
)
WORDS_A_MINUTE = 220  # silent reading, not fast


def test_there_are_the_lessons_that_voters_need() -> None:
    assert len(LESSONS) >= 12
    assert {audience for item in LESSONS for audience in item.audiences} >= set(Audience) - {
        Audience.COMMUNITY
    }


@each_text
def test_every_fact_names_its_law_or_source_and_the_day(item: SampleItem, language: str) -> None:
    facts = [
        fact for block in item.body(language) if isinstance(block, FactBox) for fact in block.facts
    ]
    assert len(facts) >= 3
    for fact in facts:
        assert _LAW.search(fact.source) or _SAID_BY.search(fact.source), fact
        assert fact.as_of is not None
        assert date(2026, 11, 1) <= fact.as_of <= date(2026, 11, 29)


@each_text
def test_each_step_teaches_and_asks(item: SampleItem, language: str) -> None:
    body = item.body(language)
    assert sum(isinstance(block, Heading) for block in body) >= 3
    quizzes = [block for block in body if isinstance(block, Quiz)]
    assert 2 <= len(quizzes) <= 4  # two minutes
    for quiz in quizzes:
        assert all(choice.feedback for choice in quiz.choices)


@each_text
def test_it_is_read_in_the_minutes_it_says(item: SampleItem, language: str) -> None:
    told = [block for block in item.body(language) if not isinstance(block, Quiz)]
    count = sum(len(words(block).split()) for block in told)
    assert 120 <= count <= (item.texts[language].lesson["minutes"] + 0.5) * WORDS_A_MINUTE


@each_text
def test_easy_words_are_short_sentences(item: SampleItem, language: str) -> None:
    easy = item.texts[language].lesson["easy"]
    assert 5 <= len(easy) <= 10
    for sentence in easy:
        assert len(sentence.split()) <= 16, sentence


@each_text
def test_a_term_stands_in_the_lesson_and_has_one_sentence(item: SampleItem, language: str) -> None:
    body = item.body(language)
    text = " ".join(
        plain(block.spans) if isinstance(block, Paragraph) else words(block) for block in body
    ).casefold()
    for term in item.texts[language].lesson["terms"]:
        assert term["term"].casefold() in text, term["term"]
        assert term["meaning"].endswith(".")
        assert len(term["meaning"].split()) <= 22


def test_a_term_means_the_same_in_every_lesson() -> None:
    for language in LANGUAGES:
        meanings: dict[str, set[str]] = {}
        for item in LESSONS:
            for term in item.texts[language].lesson["terms"]:
                meanings.setdefault(term["term"].casefold(), set()).add(term["meaning"])
        assert {term: found for term, found in meanings.items() if len(found) > 1} == {}
