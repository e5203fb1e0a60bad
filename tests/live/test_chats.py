"""Chats are read by one worker each, from the last cursor on, and a flood neither fills nor starves."""

from datetime import timedelta
from threading import Thread
from time import monotonic, sleep

import pytest
from django.utils import timezone

from sasando.live import actions
from sasando.live.actions import chatting
from sasando.live.actions.chatting import LEASE, Heard
from sasando.live.chats import Chat, Listeners
from sasando.live.models import Broadcast, ChatCount, ChatReader, Question
from sasando.live.sorting import Sort, sort_of
from sasando.plugins.broadcaster import Comment, Comments
from sasando.plugins.channel import Refused, TryLater
from tests.desk.builders import Desk
from tests.live.booth import Booth, Hall, a_broadcast, chat_of, rounds

pytestmark = pytest.mark.django_db
TPS = "Di mana saya bisa melihat lokasi TPS saya?"


@pytest.fixture
def hall(monkeypatch):
    hall = Hall()
    monkeypatch.setattr(Booth, "hall", hall, raising=False)
    monkeypatch.setattr("sasando.live.models.broadcasts.broadcaster_named", lambda slug: Booth)
    yield hall
    hall.hang_up()


@pytest.fixture
def broadcast(production, hall: Hall, desk: Desk) -> Broadcast:
    return a_broadcast(production, desk.pos)


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("Kapan pemungutan suara?", Sort.QUESTION),
        ("apa syarat pindah memilih", Sort.QUESTION),
        ("karmana beta bisa pindah TPS", Sort.QUESTION),
        ("barapa TPS di Oesapa", Sort.QUESTION),
        ("where can I vote", Sort.QUESTION),
        ("katanya pilkada ditunda ya", Sort.RUMOUR),
        ("dong bilang surat suara su tacoblos", Sort.RUMOUR),
        ("https://palsu.example/dpt", Sort.RUMOUR),
        ("is it true that ballots are gone", Sort.RUMOUR),
        ("mantap", Sort.CHATTER),
        ("hadir dari Rote", Sort.CHATTER),
        ("🔥🔥🔥", Sort.CHATTER),
        ("wkwkwk " * 60, Sort.CHATTER),
        ("", Sort.CHATTER),
    ],
)
def test_what_a_message_looks_like(text: str, sort: Sort) -> None:
    assert sort_of(text) is sort


def test_comments_become_questions_each_once_and_chatter_is_counted(hall, broadcast) -> None:
    worker = Listeners()
    hall.say(TPS, "mantap", author="Ibu Maria Bria")
    rounds(worker, lambda: Question.objects.count() == 1)
    hall.hang_up()  # the connection ends; it comes back with the cursor
    rounds(worker, lambda: ChatReader.objects.get().lease == "")
    hall.open = True
    hall.say("Jam berapa TPS buka?")
    later = timezone.now() + timedelta(seconds=5)
    rounds(worker, lambda: Question.objects.count() == 2, now=later)
    assert hall.cursors == ["", "2"]
    chatting.take_heard(  # what comes twice is one
        reader=chat_of(worker).reader,
        heard=Heard(comments=list(hall.pages[0].comments), cursor="3"),
        at=timezone.now(),
    )
    first = Question.objects.order_by("pk")[0]
    assert Question.objects.count() == 2
    assert (first.source, first.name, first.broadcast) == ("other", "Ibu Maria", broadcast)
    counted = ChatCount.objects.values_list("came", "kept")
    assert (sum(c for c, _ in counted), sum(k for _, k in counted)) == (3, 2)
    assert ChatReader.objects.get().cursor == "3"


def test_what_the_platform_took_down_leaves_the_screen(hall, broadcast, desk: Desk) -> None:
    worker = Listeners()
    said = hall.say(TPS)
    rounds(worker, lambda: Question.objects.exists())
    question = Question.objects.get()
    actions.put_question_on_air(question=question, seen=0, by=desk.editor, at=timezone.now())
    hall.say(gone=(said, "never-kept"))
    rounds(worker, lambda: Question.objects.filter(hidden="gone").exists())
    broadcast.production.on_air.refresh_from_db()
    assert "question" not in broadcast.production.on_air.layers
    question.refresh_from_db()
    assert (question.state, question.hidden) == ("hidden", "gone")


def test_the_group_of_a_deleted_question_goes_on_under_the_next(hall, broadcast) -> None:
    worker = Listeners()
    first = hall.say(TPS, author="Ani")
    hall.say(TPS, author="Budi")
    rounds(worker, lambda: Question.objects.count() == 2)
    hall.say(gone=(first,))
    rounds(worker, lambda: Question.objects.filter(hidden="gone").exists())
    [leads] = broadcast.production.questions.leading().open()
    assert (leads.name, leads.count) == ("Budi", 1)


def test_one_worker_reads_and_another_takes_over_when_it_is_dead(hall, broadcast) -> None:
    dead, alive = Listeners(), Listeners()
    hall.say(TPS)
    rounds(dead, lambda: Question.objects.count() == 1)
    alive.look(timezone.now())
    assert not alive.chats  # it is read already
    killed = chat_of(dead)  # from here on nobody makes its rounds, as after SIGKILL
    hall.say("Jam berapa TPS buka?")
    soon, after = timezone.now() + LEASE / 2, timezone.now() + LEASE + timedelta(seconds=1)
    alive.look(soon)
    assert not alive.chats
    rounds(alive, lambda: Question.objects.count() == 2, now=after)
    assert hall.cursors == ["", "1"]
    for work in dead.look(after + timedelta(seconds=5)):  # it was only asleep: it lost
        work()
    assert not dead.chats and killed._stopped
    assert Question.objects.count() == 2


def test_a_live_worker_keeps_its_chat_however_long_nobody_writes(hall, broadcast) -> None:
    worker, other = Listeners(), Listeners()
    now = timezone.now()
    for step in range(0, 120, 10):
        worker.look(now + timedelta(seconds=step))
        other.look(now + timedelta(seconds=step))
    assert worker.chats and not other.chats
    assert hall.cursors in ([""], [])  # one connection, or not yet begun


def test_it_ends_with_the_broadcast_and_with_the_platforms_word(hall, broadcast) -> None:
    worker = Listeners()
    hall.say(TPS)
    rounds(worker, lambda: Question.objects.exists())
    Broadcast.objects.update(state="ended")
    worker.look(timezone.now() + timedelta(seconds=10))
    assert not worker.chats
    assert ChatReader.objects.get().ended_at is not None
    assert not worker.look(timezone.now() + timedelta(minutes=5)) and not worker.chats
    Broadcast.objects.update(state="live")
    ChatReader.objects.update(ended_at=None)
    hall.say(ended=True)
    rounds(worker, lambda: ChatReader.objects.get().ended_at is not None)
    assert not worker.chats


def test_try_later_waits_by_its_own_words_and_a_refusal_is_said(hall, broadcast) -> None:
    worker = Listeners()
    hall.errors = [TryLater("quotaExceeded", after=timedelta(minutes=30))]
    rounds(worker, lambda: ChatReader.objects.get().words != "")
    row = ChatReader.objects.get()
    assert row.words == "quotaExceeded"
    assert row.due_at > timezone.now() + timedelta(minutes=29)
    worker.look(timezone.now() + timedelta(minutes=20))
    assert not worker.chats
    hall.errors = [Refused("Obrolan langsung siaran ini dimatikan.")]
    later = timezone.now() + timedelta(minutes=31)
    rounds(worker, lambda: "dimatikan" in ChatReader.objects.get().words, now=later)


def test_a_bug_of_a_plug_in_ends_nothing_and_says_nothing_private(
    hall, broadcast, monkeypatch, caplog
) -> None:
    def broken(self, sent, *, cursor=""):
        yield Comments(
            comments=(
                Comment(identifier="x", text=TPS, author="Rahasia Lengkap", at=timezone.now()),
            ),
            cursor="1",
        )
        raise ValueError("Rahasia Lengkap menulis sesuatu")

    monkeypatch.setattr(Booth, "comments", broken)
    worker = Listeners()
    rounds(worker, lambda: ChatReader.objects.get().words == "ValueError")
    assert Question.objects.count() == 1
    logged = " ".join(record.getMessage() for record in caplog.records)
    assert "broke off" in logged and "Rahasia" not in logged


def written(number: int, text: str, account: str) -> Comment:
    return Comment(
        identifier=f"f{number}",
        text=text,
        author=f"Akun {account}",
        author_id=f"UC{account}",
        at=timezone.now(),
    )


def flood(hall: Hall, *, seconds: int, rate: int) -> int:
    """Write ``rate`` messages a second, and two genuine questions among them; return how many."""
    begun, number = monotonic(), 0
    for tenth in range(seconds * 10):
        batch = []
        for _ in range(rate // 10):
            text = NOISE[number % len(NOISE)].format(number)
            batch.append(written(number, text, str(number % 900)))
            number += 1
        if tenth in (70, 130):
            words = f"Bagaimana cara pindah memilih ke Rote pada hari {tenth}?"
            batch.append(written(number, words, f"ina-{tenth}"))
            number += 1
        with hall.news:
            cursor = str(len(hall.pages) + 1)
            hall.pages.append(Comments(comments=tuple(batch), cursor=cursor))
            hall.news.notify_all()
        sleep(max(0.0, begun + (tenth + 1) / 10 - monotonic()))
    return number


NOISE = [
    "mantap {}",
    "hadir dari Rote {}",
    "🔥🔥🔥 {}",
    "KPU harus tegas {}",
    "apa benar TPS {} pindah?",
    "Kapan pemilu ulang?",
    "katanya curang https://x.example/{}",
]


def test_five_hundred_messages_a_second_for_twenty_seconds(hall, broadcast) -> None:
    """Counted whole, kept in part, in bounded memory; who asks the same is counted."""
    seconds, rate = 20, 500
    worker = Listeners()
    worker.look(timezone.now())
    chat = chat_of(worker)
    begun = monotonic()
    writer = Thread(target=flood, args=(hall,), kwargs={"seconds": seconds, "rate": rate})
    writer.start()
    most_held, longest, wrote_s, total = 0, 0.0, 0.0, seconds * rate + 2

    def came() -> int:
        return sum(ChatCount.objects.values_list("came", flat=True))

    while writer.is_alive() or came() < total:
        assert monotonic() - begun < 120, f"{came()} of {total}"
        most_held = max(most_held, len(chat._heard.comments))
        for work in worker.look(timezone.now()):
            start = monotonic()
            work()
            longest = max(longest, monotonic() - start)
            wrote_s += monotonic() - start
        sleep(1.0)
    took, kept = monotonic() - begun, Question.objects.count()
    print(f"\n{total} came in {took:.0f} s, {kept} kept, {most_held} held at most, ", end="")
    print(f"longest writing {longest:.2f} s, {wrote_s:.2f} s in all")
    assert came() == total
    assert kept <= 60 + 6 * (took + 1)  # the burst, and the rate
    assert most_held <= 500
    assert len(chat._senders) <= 2000 and len(chat._texts) <= 2000
    same = Question.objects.filter(text="Kapan pemilu ulang?").order_by("pk")
    assert len(same) <= 3 and same[0].count > 500


def test_a_flood_of_one_account_leaves_room_for_the_others(hall, broadcast) -> None:
    chat = Chat(ChatReader(broadcast=broadcast))
    one = [
        Comment(
            identifier=f"x{n}",
            text=f"Kapan TPS {n} dibuka?",
            author="Banjir",
            author_id="UC1",
            at=timezone.now(),
        )
        for n in range(400)
    ]
    other = Comment(identifier="y", text=TPS, author="Ina", author_id="UC2", at=timezone.now())
    chat.hear(Comments(comments=(*one, other), cursor="1"), timezone.now())
    assert [c.identifier for c in chat.drain().comments] == ["x0", "x1", "x2", "y"]
