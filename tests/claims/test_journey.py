"""The whole way: a rumour comes in, the known answer goes out, and what is not known is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sasando.claims import actions
from sasando.claims.models import Alias, Asker, Claim, Feedback, Reply, Tip, TipCount
from sasando.desk import actions as desk_actions
from tests.claims.conftest import Chat, work
from tests.claims.standin import StandIn
from tests.desk.builders import NOW, Desk

RUMOUR = "Awas! Petugas TPS di Oesapa menjual surat suara yang sudah dicoblos kepada tim sukses"


def test_what_is_known_is_answered_with_source_link_and_code(desk: Desk, telegram: Chat) -> None:
    version = desk.published("release")
    work()
    telegram.send_text("Benarkah KPU menetapkan 275.085 pemilih?", user=7)
    work()
    [answer] = telegram.sent
    assert "Informasi resmi KPU Kota Kupang" in answer.text
    assert version.content.key_message in answer.text
    assert version.href in answer.text
    assert version.code in answer.text
    assert Tip.objects.get().state == Tip.State.ANSWERED
    assert Reply.objects.get().state == Reply.State.SENT


def test_dates_are_answered_from_the_calendar_as_it_stands(desk: Desk, telegram: Chat) -> None:
    for stage in desk_stages():
        actions.note_change(subject=f"stage:{stage.code}", at=NOW)
    work()
    telegram.send_text("Kapan hari pencoblosan Pilkada Serentak 2024?", user=7)
    work()
    assert "27 November 2024" in telegram.sent[-1].text
    assert "/kalender/pilkada2024/" in telegram.sent[-1].text


def desk_stages():
    from sasando.elections.models import Stage

    return Stage.objects.all()


def test_what_is_not_known_is_said_so_and_told_once_the_verdict_is_out(
    desk: Desk, telegram: Chat
) -> None:
    telegram.send_text(RUMOUR, user=1)
    for user in range(2, 42):
        telegram.send_text(f"Selamat pagi, teruskan ke grup {user}! {RUMOUR.upper()}", user=user)
    work()
    claim = Claim.objects.get()
    assert (claim.tip_count, claim.asker_count) == (41, 41)
    assert sum(sighting.count for sighting in claim.sightings.all()) == 41
    assert all("Belum ada jawaban" in message.text for message in telegram.sent)
    telegram.sent.clear()

    verdict = verdict_on(desk, claim)
    work()
    assert sorted(message.chat for message in telegram.sent) == list(range(1, 42))
    assert all("hasil pemeriksaannya sudah terbit" in message.text for message in telegram.sent)
    claim.refresh_from_db()
    assert claim.state == Claim.State.SETTLED
    telegram.sent.clear()

    correct(desk, verdict)
    work()
    assert sorted(message.chat for message in telegram.sent) == list(range(1, 42))
    assert all("Yang berubah: Angkanya keliru." in message.text for message in telegram.sent)
    assert not work()


def verdict_on(desk: Desk, claim: Claim, **values):
    """The published verdict on ``claim``."""
    title = "Tidak benar petugas TPS menjual surat suara"
    item = desk.item("verdict", title=title, claim=claim.wording, **values)
    actions.tie_verdict(claim=claim, item=item, by=desk.checker, at=NOW)
    return approved(desk, desk_actions.propose(item=item, by=desk.checker, at=NOW))


def correct(desk: Desk, version):
    changes = {"truth": "Yang benar begini.", "change_note": "Angkanya keliru."}
    item = desk.edit(version.item.specific, by=desk.checker, **changes)
    fresh = desk_actions.propose(item=item, by=desk.checker, at=NOW)
    return approved(desk, fresh)


def approved(desk: Desk, version):
    for name in desk.approvers("verdict"):
        version = desk_actions.approve(version=version, by=desk.people[name], at=NOW)
    return version


def test_the_next_forward_is_recognised_at_once(desk: Desk, telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=1)
    work()
    version = verdict_on(desk, Claim.objects.get())
    work()
    assert Alias.objects.get().known_id == f"version:{version.item.uuid}"
    telegram.send_text(RUMOUR, user=2)
    work()
    [answer] = telegram.to(2)
    assert "Cek fakta: Salah" in answer.text
    assert version.content.verdict.truth in answer.text


def test_a_verdict_the_index_has_yet_to_hear_of_is_given_all_the_same(
    desk: Desk, telegram: Chat, engine: StandIn
) -> None:
    telegram.send_text(RUMOUR, user=1)
    work()
    version = verdict_on(desk, Claim.objects.get())
    work()
    engine.aliases.clear()
    engine.known.clear()
    telegram.send_text(RUMOUR, user=2)
    work()
    assert version.content.verdict.truth in telegram.to(2)[0].text
    assert Tip.objects.first().state == Tip.State.ANSWERED


def test_what_was_withdrawn_a_second_ago_is_not_given_any_more(desk: Desk, telegram: Chat) -> None:
    version = desk.published("release")
    work()
    telegram.send_text("Benarkah KPU menetapkan 275.085 pemilih?", user=7)
    work()
    desk_actions.withdraw(version=version, by=desk.second, reason="Angkanya salah.", at=NOW)
    telegram.send_text("Benarkah KPU menetapkan 275.085 pemilih ?", user=8)
    # The index has not heard of it yet: only tips are answered and replies sent.
    from sasando.claims.answering import answer_one
    from sasando.claims.carrying import send_one

    later = timezone.now() + timedelta(seconds=4)
    while answer_one(later) or send_one(later):
        pass
    assert "Belum ada jawaban" in telegram.to(8)[0].text
    assert "sudah ditarik" in telegram.to(7)[-1].text
    assert "Angkanya salah." in telegram.to(7)[-1].text


def test_suggestions_are_offered_and_the_choice_is_a_label(desk: Desk, telegram: Chat) -> None:
    desk.published("release", title="Jadwal kampanye terbuka di Kota Kupang")
    desk.published("release", title="Jadwal debat terbuka calon wali kota")
    work()
    telegram.send_text("jadwal acara terbuka minggu depan", user=7)
    work()
    offer = telegram.sent[-1]
    assert "1. Jadwal" in offer.text
    assert offer.buttons[-1][0] == "Tidak ada"
    telegram.press(offer.buttons[1][1])
    work()
    assert "Informasi resmi" in telegram.sent[-1].text
    assert telegram.answered, "the button shows no running clock any more"
    label = Feedback.objects.get()
    assert (label.meant, label.source) == (True, Feedback.Source.ASKER)
    assert Tip.objects.get().state == Tip.State.ANSWERED


def test_a_number_chooses_where_there_are_no_buttons(desk: Desk, telegram: Chat) -> None:
    desk.published("release", title="Jadwal kampanye terbuka di Kota Kupang")
    work()
    telegram.send_text("jadwal acara terbuka minggu depan", user=7)
    work()
    telegram.send_text("1", user=7)
    work()
    assert "Jadwal kampanye terbuka" in telegram.sent[-1].text
    assert "Informasi resmi" in telegram.sent[-1].text


def test_a_number_chooses_also_in_answer_to_the_own_question(desk: Desk, telegram: Chat) -> None:
    desk.published("release", title="Jadwal kampanye terbuka di Kota Kupang")
    work()
    question = telegram.message(text="jadwal acara terbuka minggu depan", user=7)
    telegram.post({"message": question})
    work()
    telegram.send_text("1", user=7, reply_to=question)
    work()
    assert "Informasi resmi" in telegram.sent[-1].text


def test_none_of_these_goes_to_the_desk(desk: Desk, telegram: Chat) -> None:
    desk.published("release", title="Jadwal kampanye terbuka di Kota Kupang")
    work()
    telegram.send_text("jadwal acara terbuka minggu depan", user=7)
    work()
    telegram.press(telegram.sent[-1].buttons[-1][1])
    work()
    assert "Belum ada jawaban" in telegram.sent[-1].text
    assert Claim.objects.get().tip_count == 1
    assert not Feedback.objects.get().meant


def test_somebody_elses_button_does_nothing(desk: Desk, telegram: Chat) -> None:
    desk.published("release", title="Jadwal kampanye terbuka di Kota Kupang")
    work()
    telegram.send_text("jadwal acara terbuka minggu depan", user=7)
    work()
    offer = telegram.sent[-1]
    stolen = type(offer)(**{**vars_of(offer), "chat": 8})
    telegram.known.add(8)
    telegram.press(offer.buttons[0][1], user=8, on=stolen)
    work()
    assert not telegram.to(8)
    assert not Feedback.objects.exists()


def vars_of(sent):
    return {name: getattr(sent, name) for name in sent.__slots__}


def test_too_short_a_text_is_asked_back(desk: Desk, telegram: Chat) -> None:
    telegram.send_text("benar kah", user=7)
    work()
    assert "terlalu pendek" in telegram.sent[-1].text
    assert Tip.objects.get().state == Tip.State.ASKED_BACK


def test_an_english_question_gets_english_words(desk: Desk, telegram: Chat) -> None:
    telegram.send_text("Is it true that the election of the mayor was moved to next year?", user=7)
    work()
    assert "There is no answer to this yet" in telegram.sent[-1].text
    assert Asker.objects.get().language == "en"


def test_the_log_counts_without_knowing_whom(desk: Desk, telegram: Chat) -> None:
    for user in (1, 2, 3):
        telegram.send_text(RUMOUR, user=user)
    work()
    [count] = TipCount.objects.all()
    assert (count.source, count.outcome, count.count) == ("telegram", "unknown", 3)


@pytest.mark.parametrize("attempts", [actions.GIVE_UP_ON_TIP])
def test_a_tip_that_cannot_be_matched_is_not_kept_for_ever(
    desk: Desk, telegram: Chat, engine: StandIn, attempts: int
) -> None:
    from sasando.claims.answering import answer_one

    engine.trouble = OSError("the index is gone")
    telegram.send_text(RUMOUR, user=7)
    moment = timezone.now()
    for _ in range(attempts):
        moment += timedelta(minutes=2)
        with pytest.raises(OSError, match="gone"):
            answer_one(moment)
    work(moment)
    assert "Belum ada jawaban" in telegram.sent[-1].text
    assert Claim.objects.exists()
