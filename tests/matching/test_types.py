"""What is known, what is asked, what is said: the records refuse what makes no sense."""

from datetime import UTC, datetime, timedelta

import pytest

from sasando.matching import Decision, How, Known, Match, Outcome, Source, Span

AT = datetime(2024, 11, 20, 8, tzinfo=UTC)
FACT = Known(id="version:1", source=Source.OFFICIAL, title="TPS dibuka pukul 07.00")


def test_a_fact_is_current_until_its_validity_ends() -> None:
    limited = Known(id="a", source=Source.CALENDAR, title="Pendaftaran", valid_until=AT)
    assert limited.current(AT)
    assert not limited.current(AT + timedelta(seconds=1))
    assert FACT.current(AT)


def test_a_known_thing_needs_an_id_and_an_aware_end() -> None:
    with pytest.raises(ValueError, match="id"):
        Known(id="", source=Source.CHECK, title="x")
    with pytest.raises(ValueError, match="time zone"):
        Known(id="a", source=Source.CHECK, title="x", valid_until=AT.replace(tzinfo=None))


def test_a_span_cuts_its_text() -> None:
    assert Span(4, 10).of("TPS dibuka pukul") == "dibuka"
    with pytest.raises(ValueError, match="span"):
        Span(5, 3)


def test_an_answer_holds_one_match_and_an_abstention_none() -> None:
    match = Match(known=FACT, probability=0.99, how=How.WORDS)
    assert Decision(outcome=Outcome.ANSWER, matches=(match,)).matches[0].known is FACT
    for outcome, matches in (
        (Outcome.ANSWER, ()),
        (Outcome.ANSWER, (match, match)),
        (Outcome.SUGGEST, (match,) * 4),
        (Outcome.ABSTAIN, (match,)),
    ):
        with pytest.raises(ValueError, match="matches"):
            Decision(outcome=outcome, matches=matches)
