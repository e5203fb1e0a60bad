"""Claims gathered by hand: merged, split, moved, and every move undone."""

from datetime import timedelta

import pytest

from sasando.claims import actions
from sasando.claims.exceptions import WrongState
from sasando.claims.likeness import plain_letters
from sasando.claims.models import Asker, Claim, Inbox, Reply, Tip
from tests.claims.conftest import Chat, work
from tests.claims.standin import StandIn
from tests.claims.test_journey import verdict_on
from tests.desk.builders import NOW, Desk

TPS = "TPS di Oesapa dipindah ke Lasiana, semua warga harus ke sana"
CARD = "Tanpa kartu keluarga asli pemilih perempuan ditolak di TPS Naikoten"


@pytest.fixture
def two(desk: Desk, telegram: Chat) -> tuple[Claim, Claim]:
    """Two claims: the first asked by three people, the second by two, one of them the same."""
    for user, text in ((1, TPS), (2, TPS), (3, TPS), (3, CARD), (4, CARD)):
        telegram.send_text(text, user=user)
        work()
    telegram.sent.clear()
    first, second = Claim.objects.order_by("id")
    return first, second


def counts(claim: Claim) -> tuple[str, int, int]:
    claim.refresh_from_db()
    return claim.state, claim.tip_count, claim.asker_count


def seen(claim: Claim) -> int:
    return sum(claim.sightings.values_list("count", flat=True))


def test_merged_claims_are_one_and_undone_are_two_again(desk: Desk, two: tuple) -> None:
    first, second = two
    before = counts(first), counts(second)
    move = actions.merge(source=second, target=first, by=desk.checker, at=NOW)
    assert counts(first) == ("open", 5, 4)
    assert counts(second)[0] == "merged"
    assert Tip.objects.of_claim(first).count() == 5
    actions.undo(move=move, by=desk.checker, at=NOW)
    assert (counts(first), counts(second)) == before
    with pytest.raises(WrongState):
        actions.undo(move=move, by=desk.checker, at=NOW)


def test_news_of_a_merged_claim_goes_to_the_one_that_stands_for_it(
    desk: Desk, two: tuple, telegram: Chat
) -> None:
    first, second = two
    actions.merge(source=second, target=first, by=desk.checker, at=NOW)
    telegram.send_text(CARD, user=9)
    work()
    assert Tip.objects.latest("id").claim == first
    telegram.sent.clear()
    verdict_on(desk, first)
    work()
    assert sorted(message.chat for message in telegram.sent) == [1, 2, 3, 4, 9]


def test_merging_into_a_claim_with_a_verdict_tells_those_who_come(
    desk: Desk, two: tuple, telegram: Chat
) -> None:
    first, second = two
    verdict_on(desk, first)
    work()
    told = [message.chat for message in telegram.sent]
    telegram.sent.clear()
    actions.merge(source=second, target=first, by=desk.checker, at=NOW)
    work()
    assert sorted(told) == [1, 2, 3]
    assert [message.chat for message in telegram.sent] == [4]
    assert Reply.objects.filter(reason=Reply.Reason.VERDICT).count() == 4


def test_what_leaves_a_claim_is_not_answered_by_its_verdict_any_more(
    desk: Desk, two: tuple, telegram: Chat, engine: StandIn
) -> None:
    first, second = two
    move = actions.merge(source=second, target=first, by=desk.checker, at=NOW)
    verdict_on(desk, first)
    work()
    assert len(engine.aliases) == 2
    telegram.send_text(CARD, user=8)
    work()
    assert Tip.objects.latest("id").state == Tip.State.ANSWERED
    actions.undo(move=move, by=desk.checker, at=NOW)
    work()
    assert list(engine.aliases) == [plain_letters(TPS)]
    telegram.send_text(CARD, user=9)
    work()
    tip = Tip.objects.latest("id")
    assert (tip.state, tip.claim) == (Tip.State.UNKNOWN, second)


def test_split_and_undo_keep_every_count(desk: Desk, two: tuple) -> None:
    first, _second = two
    before, before_seen = counts(first), seen(first)
    tips = list(first.tips.order_by("id")[:2])
    move = actions.split(claim=first, tips=tips, wording="Lain", by=desk.checker, at=NOW)
    assert counts(first) == ("open", 1, 1)
    assert counts(move.target) == ("open", 2, 2)
    assert (seen(first), seen(move.target)) == (1, 2)
    actions.undo(move=move, by=desk.checker, at=NOW)
    assert counts(first) == before
    assert (seen(first), seen(move.target)) == (before_seen, 0)
    assert counts(move.target)[0] == "merged"


def test_messages_are_moved_and_put_back(desk: Desk, two: tuple) -> None:
    first, second = two
    tip = first.tips.get(asker__in=Asker.objects.order_by("id")[:1])
    move = actions.move(tips=[tip], target=second, by=desk.checker, at=NOW)
    assert (counts(first)[1], counts(second)[1]) == (2, 3)
    with pytest.raises(WrongState):  # it has gone from there by now
        actions.split(claim=first, tips=[tip], wording="x", by=desk.checker, at=NOW)
    actions.undo(move=move, by=desk.checker, at=NOW)
    assert (counts(first)[1], counts(second)[1]) == (3, 2)


def test_what_cannot_be_is_refused(desk: Desk, two: tuple) -> None:
    first, second = two
    with pytest.raises(WrongState):
        actions.merge(source=first, target=first, by=desk.checker, at=NOW)
    with pytest.raises(WrongState):
        actions.split(
            claim=first, tips=list(first.tips.all()), wording="x", by=desk.checker, at=NOW
        )
    one = actions.merge(source=second, target=first, by=desk.checker, at=NOW)
    with pytest.raises(WrongState):
        actions.merge(source=second, target=first, by=desk.checker, at=NOW)
    assert one.before["state"] == "open"


def test_what_spreads_and_harms_comes_first(desk: Desk, two: tuple) -> None:
    first, second = two
    now = Tip.objects.latest("id").received_at
    Claim.objects.update(harm="")
    actions.rank(at=now)
    assert list(Claim.objects.by_priority()) == [first, second]
    actions.describe(
        claim=second,
        wording=CARD,
        harm=Claim.Harm.DISENFRANCHISING,
        about_commission=False,
        by=desk.checker,
        at=now,
    )
    actions.rank(at=now)
    assert list(Claim.objects.by_priority()) == [second, first]
    second.refresh_from_db()
    assert actions.explain(second, at=now).harm == 4.0
    later = now + timedelta(days=3)
    actions.rank(at=later)
    second.refresh_from_db()
    assert actions.explain(second, at=later).speed == 0


def test_the_commission_sees_no_open_claim_about_itself(desk: Desk, two: tuple) -> None:
    first, second = two
    Claim.objects.filter(pk=first.pk).update(about_commission=True)
    Claim.objects.filter(pk=second.pk).update(about_commission=False)
    assert list(Claim.objects.all().shown_to(desk.officer)) == [second]
    assert Claim.objects.all().shown_to(desk.checker).count() == 2
    Claim.objects.filter(pk=first.pk).update(state=Claim.State.SETTLED)
    assert Claim.objects.all().shown_to(desk.officer).count() == 2
    assert Inbox.objects.exists()


def test_undoing_a_merge_gives_the_verdict_back(desk: Desk, two: tuple, telegram: Chat) -> None:
    first, second = two
    Claim.objects.filter(pk=second.pk).update(about_commission=True)
    Claim.objects.filter(pk=first.pk).update(about_commission=False)
    verdict_on(desk, second)
    move = actions.merge(source=second, target=first, by=desk.checker, at=NOW)
    first.refresh_from_db()
    assert (first.state, first.about_commission) == ("settled", True)
    actions.undo(move=move, by=desk.checker, at=NOW)
    assert counts(first)[0] == "open"
    assert counts(second)[0] == "settled"
    first.refresh_from_db()
    assert (first.about_commission, first.verdicts.count()) == (False, 0)
    assert second.verdicts.count() == 1


def test_moves_are_undone_the_newest_first(desk: Desk, two: tuple) -> None:
    first, second = two
    tips = list(first.tips.order_by("id")[:1])
    split = actions.split(claim=first, tips=tips, wording="Lain", by=desk.checker, at=NOW)
    merge = actions.merge(source=first, target=second, by=desk.checker, at=NOW)
    with pytest.raises(WrongState):
        actions.undo(move=split, by=desk.checker, at=NOW)
    actions.undo(move=merge, by=desk.checker, at=NOW)
    actions.undo(move=split, by=desk.checker, at=NOW)
    assert counts(first) == ("open", 3, 3)
    assert counts(second) == ("open", 2, 2)


def test_what_was_merged_counts_for_the_claim_that_stands_for_it(desk: Desk, two: tuple) -> None:
    first, second = two
    now = Tip.objects.latest("id").received_at
    apart = actions.explain(first, at=now)
    actions.merge(source=second, target=first, by=desk.checker, at=NOW)
    first.refresh_from_db()
    together = actions.explain(first, at=now)
    assert together.reach > apart.reach
    assert together.speed > apart.speed
