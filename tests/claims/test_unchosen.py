"""Suggestions that nobody answered: the desk sees what people asked, and they hear of the verdict."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from sasando.claims import actions, shown
from sasando.claims.actions import unchosen
from sasando.claims.actions.answering import IGNORED_AFTER
from sasando.claims.answering import answer_now
from sasando.claims.likeness import fingerprint
from sasando.claims.models import Claim, Feedback, ForeignCheck, Reply, Tip, TipCount, TipPicture
from sasando.reach.figures.answered import AnsweredMonth, answered
from tests.claims.claims import an_asker, an_inbox, ask_about
from tests.claims.conftest import Chat, work
from tests.claims.test_journey import verdict_on
from tests.desk.builders import NOW, Desk

TITLE = "KPU menetapkan 275.085 pemilih di Kota Kupang"
RUMOUR = "275.085 pemilih kupang semua sudah mati"  # resembles it, and is another thing
GROUP = -1001
SOON, LATER = timedelta(minutes=9), timedelta(minutes=11)


@pytest.fixture
def known(desk: Desk, telegram: Chat) -> None:
    desk.published("release", title=TITLE)
    work()


@pytest.fixture
def ignored(known: None, telegram: Chat) -> Tip:
    """A suggestion that somebody ignored, under its claim."""
    telegram.send_text(RUMOUR, user=7)
    work()
    assert file(LATER) == 1
    return Tip.objects.get()


def file(after: timedelta) -> int:
    return actions.file_unchosen(at=timezone.now() + after)


def suggested(
    desk: Desk, asker: str, *, at: datetime, text: str = RUMOUR, known_id: str = "version:x"
) -> Tip:
    """A tip that suggestions were made to at ``at``."""
    inbox = an_inbox(desk)
    return Tip.objects.create(
        inbox=inbox,
        asker=an_asker(inbox, asker, at),
        text=text,
        received_at=at,
        ready_at=at,
        fingerprint=fingerprint(text),
        state=Tip.State.SUGGESTED,
        outcome=Tip.Outcome.SUGGEST,
        decision={"reason": "", "matches": [{"id": known_id, "title": TITLE}]},
        answered_at=at,
        file_at=at + IGNORED_AFTER,
    )


def seen(claim: Claim) -> int:
    return sum(claim.sightings.values_list("count", flat=True))


def test_people_who_wait_for_an_answer_come_first(desk: Desk, telegram: Chat) -> None:
    now = timezone.now()
    for name in "abcd":
        suggested(desk, name, at=now)
    waiting = suggested(desk, "e", at=now - timedelta(seconds=2), text="apa kabar tps")
    Tip.objects.filter(pk=waiting.pk).update(
        state=Tip.State.WAITING, answered_at=None, file_at=None
    )
    assert [file(LATER), file(LATER)] == [1, 1], "one a call, lest it stands still on a great day"
    waiting.delete()
    assert file(LATER) == 2


def test_what_many_ask_and_nobody_chooses_gets_to_the_desk(known: None, telegram: Chat) -> None:
    for user in range(1, 6):
        telegram.send_text(f"{RUMOUR} {'!' * user}", user=user)
    work()
    before = len(telegram.sent)
    assert file(SOON) == 0
    assert not Claim.objects.exists()
    assert file(LATER) == 5
    claim = Claim.objects.open().get()
    assert (claim.tip_count, claim.asker_count, seen(claim)) == (5, 5, 5)
    assert claim.first_seen == Tip.objects.earliest("pk").received_at
    assert set(Tip.objects.values_list("state", flat=True)) == {Tip.State.SUGGESTED}
    assert set(TipCount.objects.values_list("outcome", flat=True)) == {Tip.State.SUGGESTED}
    assert file(LATER) == 0
    work()
    assert len(telegram.sent) == before, "nothing is promised or sent"


def test_who_only_asks_has_the_answer_before_their_eyes(known: None, telegram: Chat) -> None:
    telegram.send_text("berapa pemilih di kupang yang 275.085 itu", user=7)
    work()
    assert Tip.objects.get().state == Tip.State.SUGGESTED
    assert file(LATER) == 0
    assert not Claim.objects.exists()


def test_some_at_a_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unchosen, "_AT_ONCE", 2)
    for number in range(5):
        suggested(desk, str(number), at=NOW)
    filed = [actions.file_unchosen(at=NOW + LATER) for _ in range(4)]
    assert filed == [2, 2, 1, 0]
    assert Claim.objects.get().tip_count == 5


def test_of_two_workers_one_files_it(desk: Desk) -> None:
    tip = suggested(desk, "1", at=NOW)
    both = [unchosen._file(tip.pk, NOW + LATER) for _ in range(2)]
    assert both == [True, False]
    assert Claim.objects.get().tip_count == 1


def test_one_that_cannot_be_filed_keeps_none_of_the_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        suggested(desk, str(number), at=NOW + timedelta(seconds=number))
    first = Tip.objects.earliest("pk")
    real = unchosen.file_under_claim

    def filing(*, tip: Tip, at: datetime) -> Claim:
        if tip.pk == first.pk:
            raise ValueError("broken")
        return real(tip=tip, at=at)

    monkeypatch.setattr(unchosen, "file_under_claim", filing)
    assert actions.file_unchosen(at=NOW + LATER) == 2
    assert actions.file_unchosen(at=NOW + LATER) == 0, "it is not tried without pause"
    monkeypatch.undo()
    assert actions.file_unchosen(at=NOW + LATER + IGNORED_AFTER) == 1


def test_who_chose_is_left_alone(known: None, telegram: Chat) -> None:
    for user in (1, 2):
        telegram.send_text(RUMOUR, user=user)
    work()
    telegram.press(telegram.to(1)[0].buttons[0][1], user=1, on=telegram.to(1)[0])
    telegram.press(telegram.to(2)[0].buttons[-1][1], user=2, on=telegram.to(2)[0])
    work()
    assert Claim.objects.get().tip_count == 1
    assert file(LATER) == 0
    assert Claim.objects.get().tip_count == 1


def test_chatter_and_what_was_forgotten_stay_out(known: None, telegram: Chat) -> None:
    telegram.send_text(RUMOUR, user=1, group=GROUP)
    telegram.send_text(RUMOUR, user=2)
    work()
    telegram.send_text("hapus", user=2)
    work()
    assert set(Tip.objects.values_list("state", flat=True)) == {"quiet", "suggested"}
    assert file(LATER) == 0


def test_a_picture_without_words_is_filed(desk: Desk) -> None:
    _nothing, pictured = (suggested(desk, name, at=NOW, text="") for name in "12")
    TipPicture.objects.create(tip=pictured, state=TipPicture.State.READ)
    assert actions.file_unchosen(at=NOW + LATER) == 1
    assert Tip.objects.exclude(claim=None).get() == pictured
    assert not Tip.objects.filter(file_at__isnull=False).exists(), "neither is looked at again"


def test_they_hear_the_verdict_once_like_everyone(desk: Desk, telegram: Chat, ignored: Tip) -> None:
    claim = Claim.objects.get()
    verdict_on(desk, claim)
    work()
    [_offer, news] = telegram.to(7)
    assert "hasil pemeriksaannya sudah terbit" in news.text
    assert file(LATER) == 0
    assert not work()


def test_who_asked_just_before_the_verdict_hears_it_when_they_are_filed(desk: Desk) -> None:
    claim = Claim.objects.get(pk=ask_about(desk, RUMOUR, at=NOW - timedelta(hours=1)).claim_id)
    suggested(desk, "2", at=NOW - timedelta(minutes=5))
    verdict_on(desk, claim)
    after = suggested(desk, "3", at=NOW + timedelta(minutes=1))
    assert actions.file_unchosen(at=NOW + LATER + LATER) == 2
    after.refresh_from_db()
    assert after.claim == claim
    told = Reply.objects.filter(reason=Reply.Reason.VERDICT)
    assert {reply.asker.code[-1] for reply in told if reply.asker} == {"1", "2"}
    claim.refresh_from_db()
    assert claim.state == Claim.State.SETTLED


def test_so_they_do_when_a_check_by_others_answers_it(desk: Desk) -> None:
    check = ForeignCheck.objects.create(
        identifier="x", publisher="Mafindo", href="https://m.example/1", title="Salah: semua mati",
        explanation="Pemilih tidak mati.", rating="Salah", imported_at=NOW,
    )  # fmt: skip
    claim = Claim.objects.get(pk=ask_about(desk, RUMOUR, at=NOW - timedelta(hours=1)).claim_id)
    suggested(desk, "2", at=NOW - timedelta(minutes=30))
    assert actions.file_unchosen(at=NOW - SOON) == 1
    suggested(desk, "3", at=NOW - timedelta(minutes=5))
    actions.answer_with(claim=claim, known_id=f"foreign:{check.pk}", by=desk.checker, at=NOW)
    assert set(Tip.objects.exclude(claim=None).values_list("state", flat=True)) == {"answered"}
    for _ in range(2):
        actions.file_unchosen(at=NOW + LATER)
    told = Reply.objects.filter(known_id=f"foreign:{check.pk}")
    assert sorted(reply.asker.code[-1] for reply in told if reply.asker) == ["1", "2", "3"]


def test_what_nothing_answers_any_more_is_the_desks_again_and_what_was_dropped_is_not(
    desk: Desk,
) -> None:
    first = ask_about(desk, RUMOUR, at=NOW - timedelta(hours=1))
    for state, stands in (("settled", "open"), ("dropped", "dropped")):
        Claim.objects.update(state=state, closed_at=NOW - timedelta(minutes=30))
        suggested(desk, "2", at=NOW)
        assert actions.file_unchosen(at=NOW + LATER) == 1
        assert Claim.objects.get(pk=first.claim_id).state == stands


def test_who_chooses_later_keeps_their_place_under_the_claim(
    desk: Desk, telegram: Chat, ignored: Tip
) -> None:
    offer = telegram.to(7)[0]
    telegram.press(offer.buttons[0][1], on=offer)
    work()
    assert "Informasi resmi" in telegram.sent[-1].text
    tip, claim = Tip.objects.get(), Claim.objects.get()
    assert (tip.state, tip.claim) == (Tip.State.ANSWERED, claim)
    assert (claim.tip_count, claim.asker_count, seen(claim)) == (1, 1, 1)
    assert Feedback.objects.get().meant


def test_who_says_later_that_it_is_none_is_at_the_desk_and_counted_once(
    telegram: Chat, ignored: Tip
) -> None:
    offer = telegram.to(7)[0]
    for _ in range(2):
        telegram.press(offer.buttons[-1][1], on=offer)
        work()
    assert "Belum ada jawaban" in telegram.sent[-1].text
    tip, claim = Tip.objects.get(), Claim.objects.get()
    assert (tip.state, tip.claim, claim.state) == (Tip.State.UNKNOWN, claim, Claim.State.OPEN)
    assert (claim.tip_count, claim.asker_count, seen(claim)) == (1, 1, 1)
    assert TipCount.objects.get(outcome=Tip.State.UNKNOWN).count == 1


def test_none_of_these_is_no_doubt_about_a_verdict_that_was_not_among_them(
    desk: Desk, telegram: Chat, ignored: Tip
) -> None:
    version = verdict_on(desk, Claim.objects.get())
    work()
    offer = telegram.to(7)[0]
    telegram.press(offer.buttons[-1][1], on=offer)
    work()
    assert version.content.verdict.truth in telegram.sent[-1].text
    assert "Belum ada jawaban" not in telegram.sent[-1].text
    assert Tip.objects.get().state == Tip.State.ANSWERED
    assert not Claim.objects.doubted().exists()
    assert Claim.objects.get().state == Claim.State.SETTLED


def test_a_visitor_reads_the_verdict_where_they_asked(desk: Desk, known: None) -> None:
    now = timezone.now()
    tip = actions.receive_on_site(
        text=RUMOUR, pictures=[], language="id", sender="10.0.0.1", at=now, hold=True
    )
    answer_now(tip)
    assert file(LATER) == 1
    claim = Claim.objects.get()
    tip = shown.tip_of_site(tip.token)
    assert shown.show(tip, language="id", at=now).stand is shown.Stand.SUGGESTED
    version = verdict_on(desk, claim)
    tip = shown.tip_of_site(tip.token)
    page = shown.show(tip, language="id", at=now)
    assert (page.stand, page.out_since) == (shown.Stand.ANSWERED, True)
    assert page.found[0].answer.version == version


def test_the_figures_count_each_message_once(desk: Desk) -> None:
    for number in range(5):
        suggested(desk, str(number), at=NOW - timedelta(minutes=30))
    actions.file_unchosen(at=NOW - SOON)
    row = month()
    assert (row.came, row.asked_back, row.open, row.rumours) == (5, 5, 0, 1)
    verdict_on(desk, Claim.objects.get())
    row = month()
    assert (row.came, row.asked_back, row.later, row.settled) == (5, 0, 5, 1)


def month() -> AnsweredMonth:
    today = timezone.localdate(NOW)
    [row] = answered(today.replace(day=1), today)
    return row
