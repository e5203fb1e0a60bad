"""Questions come in from everywhere, clean and grouped; abuse is kept from the screen, not from the record."""

from datetime import timedelta

import pytest

from sasando.live import actions
from sasando.live.actions.questions import Asked
from sasando.live.exceptions import ChangedMeanwhile, TooMany, WrongState
from sasando.live.models import OnAir, Question, QuestionCount
from tests.desk.builders import NOW, Desk

TPS = "Di mana saya bisa melihat lokasi TPS saya?"


def asked(text: str, number: int = 1, **more: object) -> Asked:
    return Asked(identifier=str(number), text=text, at=NOW, **more)


def take(production, *texts: str, source: str = "youtube", start: int = 1) -> list[Question]:
    several = [asked(text, number) for number, text in enumerate(texts, start=start)]
    return actions.take_questions(production=production, source=source, asked=several, at=NOW)


def test_what_came_before_is_not_written_again(production) -> None:
    assert len(take(production, TPS, "Apa syarat pindah memilih?")) == 2
    assert len(take(production, TPS, "Apa syarat pindah memilih?", "Jam berapa TPS buka?")) == 1
    assert production.questions.count() == 3


def test_the_same_question_from_anywhere_stands_behind_the_first(production, desk: Desk) -> None:
    (first,) = take(production, TPS)
    take(production, "di mana lokasi TPS saya bisa melihat", source="site")
    take(production, "DI MANA SAYA BISA MELIHAT LOKASI TPS SAYA???", start=9)
    first.refresh_from_db()
    assert first.count == 3
    assert list(production.questions.leading()) == [first]
    actions.ungroup_question(question=first.alike.first(), at=NOW)
    first.refresh_from_db()
    assert first.count == 2
    (other,) = take(production, "TPS mana untuk pemilih pindahan?", start=20)
    actions.group_questions(leader=other, others=[first], at=NOW)
    other.refresh_from_db()
    assert other.count == 3
    assert not Question.objects.filter(leader=first).exists()


def test_abuse_is_hidden_kept_and_may_be_shown(production, desk: Desk) -> None:
    bad, ad, fine = take(production, "KPU g0bl0kkk semua", "Main slot gacor di www.x.xyz", TPS)
    assert (bad.state, bad.hidden) == ("hidden", "abuse")
    assert (ad.state, ad.hidden) == ("hidden", "spam")
    assert fine.state == "new"
    with pytest.raises(WrongState):
        actions.put_question_on_air(question=bad, seen=0, by=desk.editor, at=NOW)
    actions.show_question(question=ad, by=desk.editor, at=NOW)
    ad.refresh_from_db()
    assert ad.state == "new"
    assert production.questions.count() == 3


def test_a_flood_is_counted_and_only_so_many_are_kept(production) -> None:
    texts = [f"Pertanyaan {number} tentang TPS {number}" for number in range(1500)]
    kept = take(production, *texts)
    assert len(kept) == 600
    assert QuestionCount.objects.get().count == 900
    assert take(production, "Satu lagi", start=5000) == []
    assert len(take(production, TPS, source="facebook")) == 1  # the others go on


def test_a_visitor_asks_and_is_told_when_it_is_too_much(production) -> None:
    def ask(number: int, *, at=NOW) -> Question:
        return actions.ask(
            production=production,
            text=f"Pertanyaan nomor {number} soal TPS",
            name="Ina",
            sender="10.0.0.1",
            identifier=f"f{number}",
            at=at,
        )

    first = ask(1)
    assert ask(1) == first  # the same form, sent twice
    ask(2)
    ask(3)
    with pytest.raises(TooMany):
        ask(4)
    ask(5, at=NOW + timedelta(minutes=3))
    assert "10.0.0.1" not in str(Question.objects.values_list("sender", "handle")[0])


def test_on_air_answered_and_gone_from_the_list(production, desk: Desk) -> None:
    one, two = take(production, TPS, "Apa syarat pindah memilih?")
    on_air = actions.put_question_on_air(question=one, seen=0, by=desk.editor, at=NOW)
    assert on_air.layers["question"]["text"] == TPS
    with pytest.raises(ChangedMeanwhile):
        actions.put_question_on_air(question=two, seen=0, by=desk.officer, at=NOW)
    actions.put_question_on_air(question=two, seen=on_air.number, by=desk.officer, at=NOW)
    one.refresh_from_db()
    assert one.state == "new" and one.aired_at == NOW  # it made room unanswered
    actions.answer_question(question=two, answer="Surat pindah.", by=desk.editor, at=NOW)
    assert list(production.questions.open()) == [one]
    assert OnAir.objects.get().layers["question"]["question"] == two.pk


def test_everybody_who_asked_the_same_gets_the_answer_and_nothing_is_promised_in_vain(
    production, desk: Desk
) -> None:
    first, second = actions.take_questions(
        production=production,
        source="youtube",
        asked=[asked(TPS, 1, handle={"comment": "c1"}), asked("Jam berapa?", 2)],
        at=NOW,
    )
    take(production, TPS, source="site")
    actions.answer_question(question=first, answer="Cek di situs KPU.", by=desk.editor, at=NOW)
    rows = production.questions.filter(answer="Cek di situs KPU.").order_by("pk")
    assert [(row.source, row.reply) for row in rows] == [
        ("youtube", ""),
        ("site", ""),
    ]  # of no broadcast
    second.refresh_from_db()
    assert second.state == "new"
