"""A request from its register number to the answer: once, in time, for all who asked the same."""

from datetime import timedelta

import pytest
from django.core import mail

from sasando.elections.models import Stage
from sasando.openness import actions
from sasando.openness.actions import Applicant, Attached, Filing
from sasando.openness.carrying import next_letters
from sasando.openness.clock import Regime
from sasando.openness.exceptions import NotAllowed, RequestRefused, WrongState
from sasando.openness.following import decisions_for, follow
from sasando.openness.models import Decision, Entry, Letter, Matter, Request
from sasando.openness.noticing import flags_of
from sasando.retention.actions import retain
from tests.desk.builders import Desk
from tests.openness.conftest import PLAIN, WORDS, Ask, at, granted, person, refused

APPLICANTS = "openness.applicants"


def post(now: object = PLAIN) -> int:
    """Do all the letters' work; return how many pieces."""
    count = 0
    moment = at("2031-01-01")
    while work := next_letters(moment):
        for one in work:
            one()
            count += 1
        assert count < 500
    return count


def test_a_request_gets_the_next_number_of_its_year_and_a_deadline(ask: Ask) -> None:
    first, second = ask(1), ask(2, text="Anggaran sosialisasi 2024")
    assert first.number == "0001/PPID/KPU/2025"
    assert second.number == "0002/PPID/KPU/2025"
    assert first.due_on.isoformat() == "2025-07-21"
    assert first.rule == "uu14-22-7"
    new_year = ask(3, text="Laporan dana kampanye", when=at("2026-01-01 00:10"))
    assert new_year.number == "0001/PPID/KPU/2026"
    assert new_year.received_on.isoformat() == "2026-01-01"


def test_who_it_is_stands_sealed_and_the_rest_does_not_name_them(ask: Ask) -> None:
    asked = ask(1)
    row = Request.objects.filter(pk=asked.pk).values_list("applicant", "code")[0]
    assert "Lopo" not in str(row[0])
    assert "Lopo" not in row[1]
    assert Request.objects.get().applicant["name"] == "Ana Lopo 1"


@pytest.mark.parametrize(
    "again", [WORDS, WORDS.upper(), f"  {WORDS}  ", WORDS.replace(",", " ,")], ids=range(4)
)
def test_what_is_sent_twice_in_capitals_too_is_registered_once_and_noted(
    desk: Desk, ask: Ask, again: str
) -> None:
    first = ask(1)
    found = actions.receive(
        organisation=desk.kpu,
        applicant=person(1),
        filing=Filing(text=again, via="web"),
        at=PLAIN + timedelta(hours=1),
    )
    assert found.again
    assert found.request == first
    assert Request.objects.count() == 1
    assert Entry.objects.get(kind=Entry.Kind.REPEATED).request == first
    assert Matter.objects.get().text == WORDS


def test_the_same_of_many_is_one_matter_answered_once_for_all(desk: Desk, ask: Ask) -> None:
    asked = [ask(n, text=WORDS.upper() if n % 2 else WORDS) for n in range(1, 6)]
    matter = Matter.objects.get()
    assert (matter.count, matter.open_count) == (5, 5)
    given = actions.decide(
        matter=matter,
        answer=granted(files=[Attached("daftar tps.csv", b"a,b\n", "text/csv")]),
        by=desk.officer,
        at=at("2025-07-10"),
    )
    assert given.count == 5
    post()
    matter.refresh_from_db()
    assert (matter.state, matter.open_count, matter.due_on) == ("decided", 0, None)
    assert Letter.objects.filter(kind="decision", state="sent").count() == 5
    assert {row.outcome for row in Request.objects.all()} == {"granted"}
    told = [one for one in mail.outbox if "Notice" in one.subject]
    assert sorted(one.to[0] for one in told) == [f"ana{n}@warga.example" for n in range(1, 6)]
    assert all(one.attachments[0][1].startswith(b"%PDF") for one in told)
    first = Request.objects.get(pk=asked[0].pk)
    assert decisions_for(first)[0].files.get().name == "daftar_tps.csv"


def test_who_asks_the_same_after_it_was_given_is_answered_at_once(desk: Desk, ask: Ask) -> None:
    ask(1)
    matter = Matter.objects.get()
    actions.decide(matter=matter, answer=granted(), by=desk.officer, at=at("2025-07-10"))
    late = ask(2, when=at("2025-08-04"))
    assert (late.state, late.outcome) == ("closed", "granted")
    assert late.number == "0002/PPID/KPU/2025"
    assert Matter.objects.count() == 1
    assert Decision.objects.get().count == 2
    assert [one.text for one in decisions_for(late)] == ["Terlampir daftarnya."]
    much_later = ask(3, when=at("2026-09-01"))
    assert much_later.state == "open"


def test_a_refusal_is_not_given_again_unread(desk: Desk, ask: Ask) -> None:
    ask(1)
    actions.decide(
        matter=Matter.objects.get(), answer=refused(), by=desk.officer, at=at("2025-07-10")
    )
    assert ask(2, when=at("2025-07-14")).state == "open"


def test_an_extension_needs_its_reason_comes_once_and_shows_both_sums(desk: Desk, ask: Ask) -> None:
    asked = ask(1)
    matter = asked.matter
    with pytest.raises(WrongState):
        actions.extend(matter=matter, reason=" ", by=desk.officer, at=at("2025-07-21"))
    actions.extend(matter=matter, reason="Arsip di gudang", by=desk.officer, at=at("2025-07-21"))
    asked.refresh_from_db()
    assert asked.due_on.isoformat() == "2025-07-30"
    assert asked.extended_from and asked.extended_from.isoformat() == "2025-07-21"
    with pytest.raises(WrongState):
        actions.extend(matter=matter, reason="Lagi", by=desk.officer, at=at("2025-07-22"))
    seen = follow(asked, language="id", at=at("2025-07-22"))
    assert [told.headline for told in seen.sums] == [
        "Hari terakhir: Senin, 21 Juli 2025.",
        "Hari terakhir: Rabu, 30 Juli 2025.",
    ]
    assert Letter.objects.get(kind="extension").reason == "Arsip di gudang"


def test_after_the_deadline_nothing_is_extended(desk: Desk, ask: Ask) -> None:
    ask(1)
    with pytest.raises(WrongState):
        actions.extend(
            matter=Matter.objects.get(), reason="Terlambat", by=desk.officer, at=at("2025-07-22")
        )


def test_during_an_elections_calendar_the_shorter_rule_holds_and_an_officer_may_change_it(
    desk: Desk, ask: Ask
) -> None:
    stage = Stage.objects.first()
    assert stage is not None
    Stage.objects.filter(pk=stage.pk).update(starts="2024-09-01", ends="2024-09-30")
    asked = ask(1, when=at("2024-09-23"))
    assert asked.matter.regime == Regime.ELECTION
    assert asked.due_on.isoformat() == "2024-09-26"
    actions.put_under(
        matter=asked.matter,
        regime=Regime.GENERAL,
        reason="Tentang kepegawaian, bukan pemilihan",
        by=desk.officer,
        at=at("2024-09-24"),
    )
    asked.refresh_from_db()
    assert asked.due_on.isoformat() == "2024-10-07"
    assert "kepegawaian" in Entry.objects.get(kind=Entry.Kind.REGIME).text


def test_what_is_missing_is_asked_back_and_the_clock_begins_when_it_comes(
    desk: Desk, ask: Ask
) -> None:
    asked = ask(1)
    asked = actions.ask_back(
        request=asked, missing="Tahun berapa?", by=desk.officer, at=at("2025-07-09")
    )
    assert asked.complete_by and asked.complete_by.isoformat() == "2025-07-14"
    assert Matter.objects.get().due_on is None
    asked = actions.complete(
        request=asked, name="", address="", more="Tahun 2024", at=at("2025-07-11")
    )
    assert (asked.state, asked.due_on.isoformat()) == ("open", "2025-07-25")
    with pytest.raises(WrongState):
        actions.ask_back(request=asked, missing="?", by=desk.officer, at=at("2025-07-21"))


def test_what_was_not_completed_is_closed_only_after_its_days(desk: Desk, ask: Ask) -> None:
    asked = actions.ask_back(request=ask(1), missing="Tahun?", by=desk.officer, at=at("2025-07-09"))
    with pytest.raises(WrongState):
        actions.lapse(request=asked, by=desk.officer, at=at("2025-07-14"))
    actions.lapse(request=asked, by=desk.officer, at=at("2025-07-15"))
    asked.refresh_from_db()
    assert asked.outcome == "lapsed"


def test_a_refusal_needs_its_article_and_its_test(desk: Desk, ask: Ask) -> None:
    matter = ask(1).matter
    for lacking in (
        refused(article=""),
        refused(consequence=""),
        granted(text=" "),
        granted(outcome="not-held"),
        granted(final=False),
    ):
        with pytest.raises(WrongState):
            actions.decide(matter=matter, answer=lacking, by=desk.officer, at=at("2025-07-08"))
    assert not Decision.objects.exists()


def test_a_part_is_given_and_the_clock_runs_on_for_the_rest(desk: Desk, ask: Ask) -> None:
    asked = ask(1)
    part = granted(outcome="partly", text="Tabel untuk tiga kecamatan.", final=False)
    actions.decide(matter=asked.matter, answer=part, by=desk.officer, at=at("2025-07-09"))
    asked.refresh_from_db()
    assert asked.state == "open"
    actions.decide(matter=asked.matter, answer=granted(), by=desk.officer, at=at("2025-07-15"))
    asked.refresh_from_db()
    assert [one.text for one in decisions_for(asked)] == [
        "Tabel untuk tiga kecamatan.",
        "Terlampir daftarnya.",
    ]
    post()
    assert Letter.objects.filter(kind="decision").count() == 2


def test_only_the_commission_works_on_requests(desk: Desk, ask: Ask) -> None:
    asked = ask(1)
    for verb in (
        lambda: actions.decide(matter=asked.matter, answer=granted(), by=desk.editor, at=PLAIN),
        lambda: actions.assign(matter=asked.matter, to=desk.officer, by=desk.chief, at=PLAIN),
        lambda: actions.ask_back(request=asked, missing="x", by=desk.reporter, at=PLAIN),
    ):
        with pytest.raises(NotAllowed):
            verb()


@pytest.mark.parametrize(
    ("text", "applicant"),
    [
        ("", person(1)),
        (" \x00 ", person(1)),
        ("x" * 10_001, person(1)),
        ("Daftar", person(1, name="")),
        ("Daftar", person(1, contact="bukan surel")),
        ("Daftar", Applicant()),
    ],
    ids=["empty", "nothing but a null", "too long", "nameless", "no address", "nobody"],
)
def test_what_cannot_be_registered_is_refused_with_words_and_not_cut(
    desk: Desk, text: str, applicant: Applicant
) -> None:
    with pytest.raises(RequestRefused) as refusal:
        actions.receive(
            organisation=desk.kpu,
            applicant=applicant,
            filing=Filing(text=text, via="web"),
            at=PLAIN,
        )
    assert str(refusal.value)
    assert not Request.objects.exists()


def test_abuse_and_others_data_are_registered_marked_and_kept_word_by_word(ask: Ask) -> None:
    text = "Anjing! Kirim data Yakob Ndun, NIK 5371 0112 0385 0003, HP 0812-3456-7890."
    asked = ask(1, text=text)
    assert set(asked.matter.flags) == {"numbers", "phone", "abuse"}
    assert asked.matter.text == text
    assert flags_of("DPT 275.085 pemilih di 2024") == []


def test_two_matters_in_other_words_are_joined_and_one_taken_back(desk: Desk, ask: Ask) -> None:
    one, two = ask(1), ask(2, text="Berapa TPS di tiap kelurahan di Kota Kupang tahun 2024?")
    actions.join(source=two.matter, target=one.matter, by=desk.officer, at=at("2025-07-08"))
    matter = Matter.objects.get(pk=one.matter_id)
    assert (matter.count, matter.open_count) == (2, 2)
    assert Matter.objects.get(pk=two.matter_id).state == "decided"
    actions.take_back(request=Request.objects.get(pk=two.pk), at=at("2025-07-09"))
    matter.refresh_from_db()
    assert matter.open_count == 1


def test_whoever_gave_no_mail_gets_letters_to_be_handed_over(desk: Desk, ask: Ask) -> None:
    asked = ask(1, contact="")
    receipt = Letter.objects.get()
    assert receipt.state == "by-hand"
    actions.hand_over(letter=receipt, by=desk.officer, at=at("2025-07-07"))
    with pytest.raises(WrongState):
        actions.hand_over(letter=receipt, by=desk.officer, at=at("2025-07-07"))
    assert Entry.objects.get(kind=Entry.Kind.LETTER).request == asked


def test_a_year_after_it_was_closed_nobody_knows_who_asked(desk: Desk, ask: Ask) -> None:
    asked = ask(1)
    actions.decide(matter=asked.matter, answer=granted(), by=desk.officer, at=at("2025-07-10"))
    mailed = Entry(
        kind=Entry.Kind.MAILED, matter=asked.matter, request=asked, text="Saya Ana", at=PLAIN
    )
    mailed.save()
    Letter.objects.update(words="550 no such user ana1@warga.example")
    assert retain(at=at("2026-07-09"), only=APPLICANTS) == {APPLICANTS: 0}
    assert retain(at=at("2026-07-11"), only=APPLICANTS) == {APPLICANTS: 1}
    asked.refresh_from_db()
    assert (asked.applicant, asked.code, asked.reachable) == ({}, "", False)
    assert asked.number == "0001/PPID/KPU/2025"
    mailed.refresh_from_db()
    assert mailed.text == ""
    assert set(Letter.objects.values_list("words", flat=True)) == {""}
