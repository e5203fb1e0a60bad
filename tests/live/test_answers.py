"""What is known stands beside each question; one tap airs, answers, files; who asked is told truly."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sasando.claims import knowledge
from sasando.claims.models import Claim, Reply, Tip
from sasando.desk import actions as texts
from sasando.live import actions
from sasando.live.actions.hearing import hear
from sasando.live.actions.questions import Asked
from sasando.live.actions.rumours import send_to_claims
from sasando.live.exceptions import WrongState
from sasando.live.knowing import next_matches
from sasando.live.models import OnAir, Question
from sasando.live.replying import next_question_replies
from sasando.plugins.broadcaster import Comment
from sasando.plugins.channel import Refused, TryLater
from sasando.plugins.messenger import Incoming
from tests.claims.conftest import Chat, set_up
from tests.claims.conftest import work as claims_work
from tests.claims.standin import StandIn
from tests.desk.builders import NOW, Desk
from tests.live.booth import Booth, Hall, a_broadcast

TPS = "Di mana saya bisa melihat lokasi TPS saya?"
RUMOUR = "Katanya nomor urut paslon di surat suara tertukar, hubungi 0812-3456-7890"


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    standin = StandIn()
    monkeypatch.setattr(knowledge, "index", lambda: standin)
    return standin


@pytest.fixture
def hall(monkeypatch) -> Hall:
    hall = Hall()
    monkeypatch.setattr(Booth, "hall", hall, raising=False)
    monkeypatch.setattr("sasando.live.models.broadcasts.broadcaster_named", lambda slug: Booth)
    return hall


def take(production, *texts: str, broadcast=None, start: int = 1, **more) -> list[Question]:
    asked = [
        Asked(
            identifier=f"{start + number}",
            text=text,
            name="Maria Bria",
            at=timezone.now(),
            handle={"id": f"c{start + number}", "author": "Maria Bria"} if broadcast else None,
        )
        for number, text in enumerate(texts)
    ]
    source = more.get("source", "youtube")
    return actions.take_questions(
        production=production, source=source, asked=asked, at=timezone.now(), broadcast=broadcast
    )


def match(seconds: int = 60) -> None:
    """Take in what is known, then hold every question against it, some seconds later."""
    while knowledge.take_in(timezone.now()):
        pass
    while works := next_matches(timezone.now() + timedelta(seconds=seconds)):
        for work in works:
            work()


def carry(minutes: int = 0) -> None:
    for work in next_question_replies(timezone.now() + timedelta(minutes=minutes)):
        work()


@pytest.fixture
def verdict(desk: Desk, engine: StandIn):
    version = desk.published("verdict", at=timezone.now())
    knowledge.take_in(timezone.now())
    engine.remember(f"version:{version.item.uuid}", RUMOUR)
    return version


def test_the_known_answer_stands_beside_it_until_it_is_withdrawn(
    production, desk: Desk, verdict, engine
) -> None:
    (rumour, other) = take(production, RUMOUR, TPS)
    match()
    rumour.refresh_from_db()
    other.refresh_from_db()
    assert rumour.known["title"] == verdict.headline
    assert rumour.known["sure"] and 0 < rumour.known["probability"] <= 1
    assert (other.known_id, other.matched_at is not None) == ("", True)
    texts.withdraw(version=verdict, by=desk.checker, reason="Keliru.", at=timezone.now())
    rumour.refresh_from_db()
    assert (rumour.known_id, rumour.known, rumour.matched_at) == ("", {}, None)
    with pytest.raises(WrongState):
        actions.put_question_on_air(
            question=rumour, seen=0, by=desk.editor, at=timezone.now(), with_answer=True
        )


def test_what_is_published_meanwhile_answers_what_waited(production, desk: Desk, engine) -> None:
    (rumour,) = take(production, RUMOUR)
    match()
    version = desk.published("verdict", at=timezone.now())
    engine.remember(f"version:{version.item.uuid}", RUMOUR)
    assert not next_matches(timezone.now())  # the index is still to hear of it
    match()
    rumour.refresh_from_db()
    assert rumour.known["title"] == version.headline


def test_an_index_that_cannot_be_read_holds_nothing_up_for_ever(production, engine) -> None:
    (question,) = take(production, TPS)
    engine.trouble = OSError("disk")
    for minute in range(6):
        for work in next_matches(timezone.now() + timedelta(minutes=minute + 1)):
            try:
                work()
            except OSError:
                continue
    question.refresh_from_db()
    assert question.matched_at is not None and question.known_id == ""


def test_on_air_stands_clean_text_a_first_name_and_the_answer_with_its_source(
    production, desk: Desk, verdict, engine
) -> None:
    (rumour,) = take(production, f"<b>{RUMOUR}</b> \u202eini")
    engine.remember(f"version:{verdict.item.uuid}", f"<b>{RUMOUR}</b> \u202eini")
    match()
    rumour.refresh_from_db()
    actions.put_question_on_air(
        question=rumour, seen=0, by=desk.editor, at=timezone.now(), with_answer=True
    )
    shown = OnAir.objects.get().layers["question"]
    assert shown["text"].startswith("<b>Katanya") and "0812-" not in str(shown)
    assert "\u202e" not in str(shown)
    assert shown["name"] == "Maria" and "Bria" not in str(shown)
    assert shown["answer"] == "Nomor urut di surat suara sama dengan keputusan KPU."
    assert "\n" not in shown["answer"] and shown["answer_source"]
    assert shown["address"].endswith(f"/v/{verdict.code}")
    (nobody,) = take(production, TPS, start=50)
    Question.objects.filter(pk=nobody.pk).update(name="")
    nobody.refresh_from_db()
    actions.put_question_on_air(question=nobody, seen=9, by=desk.editor, at=timezone.now())
    assert OnAir.objects.get().layers["question"]["name"] == "Penonton"


def test_what_asks_the_same_in_other_words_is_grouped_and_can_be_set_apart(
    production, desk: Desk
) -> None:
    first, same, other, twin = take(
        production,
        "DI MANA LOKASI TPS SAYA BISA SAYA LIHAT",
        "Di mana saya bisa lihat lokasi TPS saya ya?",
        "Jam berapa TPS buka?",
        "Jam berapa TPS tutup?",
    )
    match()
    leading = list(production.questions.leading().order_by("pk"))
    assert leading == [first, other, twin]
    first.refresh_from_db()
    assert (first.count, first.wording) == (2, same.text)  # who says it best
    actions.ungroup_question(question=same, at=NOW)
    Question.objects.update(matched_at=None)
    match()  # matched anew: what a hand set apart stays apart
    first.refresh_from_db()
    assert (first.count, first.wording) == (1, first.text)
    assert production.questions.leading().filter(pk=same.pk).exists()
    actions.group_questions(leader=first, others=[same], at=NOW)
    first.refresh_from_db()
    assert first.count == 2


def test_numbers_keep_questions_apart(production) -> None:
    take(production, "Apakah TPS 3 Oesapa dipindah?", "Apakah TPS 5 Oesapa dipindah?")
    match()
    assert production.questions.leading().count() == 2


def test_a_rumour_goes_to_the_claims_desk_with_one_tap_and_without_who_asked(
    production, desk: Desk
) -> None:
    (rumour,) = take(production, RUMOUR)
    match()
    assert list(production.questions.rumours()) == [rumour]
    tip = send_to_claims(question=rumour, by=desk.editor, at=timezone.now())
    assert send_to_claims(question=rumour, by=desk.officer, at=timezone.now()) == tip
    claim = Claim.objects.get()
    tip = Tip.objects.get()
    assert (tip.claim, tip.state, tip.asker) == (claim, "unknown", None)
    assert "tertukar" in claim.wording
    assert "0812" not in claim.wording + tip.text and "Maria" not in claim.wording + tip.text
    rumour.refresh_from_db()
    assert rumour.filed_at is not None


def test_replies_are_sent_by_the_platforms_word_and_never_twice(
    production, desk: Desk, hall: Hall
) -> None:
    broadcast = a_broadcast(production, desk.pos)
    (question,) = take(production, TPS, broadcast=broadcast)
    take(production, TPS, source="site", start=9)  # nobody to tell
    hall.errors = [TryLater("sebentar, Maria Bria", after=timedelta(seconds=30))]
    actions.answer_question(
        question=question, answer="Di situs KPU.", by=desk.editor, at=timezone.now()
    )
    question.refresh_from_db()
    assert question.reply == "waiting"
    carry()
    question.refresh_from_db()
    assert (question.reply, question.reply_words) == ("waiting", "sebentar, …")
    carry()
    assert not hall.replies  # it waits as long as the platform said
    carry(minutes=2)
    carry(minutes=2)
    question.refresh_from_db()
    assert (question.reply, question.receipt, question.handle) == ("sent", "r1", "")
    [(comment, author, text)] = hall.replies
    assert (comment, author) == ("c1", "Maria Bria") and text.startswith("Di situs KPU.")
    actions.answer_question(question=question, answer="Lagi.", by=desk.editor, at=timezone.now())
    carry(minutes=5)
    assert len(hall.replies) == 1


def test_a_worker_that_died_over_a_reply_is_followed_with_the_same_key(
    production, desk: Desk, hall: Hall
) -> None:
    (question,) = take(production, TPS, broadcast=a_broadcast(production, desk.pos))
    actions.answer_question(question=question, answer="Ya.", by=desk.editor, at=timezone.now())
    question.refresh_from_db()
    (dead,) = next_question_replies(timezone.now())
    dead.args[0].broadcast.account.open().reply(  # it arrived; nobody wrote it down
        None, hall_comment(dead.args[0]), dead.args[0].reply_text, key=question.reply_key
    )
    carry(minutes=5)
    question.refresh_from_db()
    assert (question.reply, question.receipt, len(hall.replies)) == ("sent", "r1", 1)
    dead()  # it comes back late: its lease is lost, and nothing changes
    question.refresh_from_db()
    assert (question.reply, len(hall.replies)) == ("sent", 1)


def hall_comment(question: Question) -> Comment:
    return Comment(identifier=question.handle["id"], text="", author="Maria Bria", at=NOW)


def test_nothing_is_promised_where_nobody_can_reply_and_a_refusal_is_told(
    production, desk: Desk, hall: Hall, monkeypatch
) -> None:
    broadcast = a_broadcast(production, desk.pos)
    one, two = take(production, TPS, "Jam berapa TPS buka?", broadcast=broadcast)
    monkeypatch.setattr(Booth, "can_reply", False)
    actions.answer_question(question=one, answer="Ya.", by=desk.editor, at=timezone.now())
    monkeypatch.setattr(Booth, "can_reply", True)
    hall.errors = [Refused("Komentar Maria Bria dihapus.")]
    actions.answer_question(question=two, answer="", by=desk.editor, at=timezone.now())
    carry()
    one.refresh_from_db()
    two.refresh_from_db()
    assert one.reply == "" and not hall.replies
    assert (two.reply, two.reply_words, two.handle) == ("refused", "Komentar … dihapus.", "")


@pytest.fixture
def telegram(desk: Desk, settings):
    settings.ALLOW_LOOPBACK_OUTLETS = True
    with Chat() as server:
        set_up("telegram", server.options, {"token", "webhook_secret"}, desk)
        yield server


def test_tanya_to_the_bot_is_answered_by_the_bot_and_then_on_air(
    production, desk: Desk, hall: Hall, telegram: Chat
) -> None:
    telegram.send_text(f"TANYA: {TPS}", user=7)
    assert not Question.objects.exists()  # nothing is on: it is the bot's alone
    a_broadcast(production, desk.pos)
    telegram.send_text(f"tanya {TPS}", user=7)
    telegram.send_text("tanyakan saja pada dia besok", user=8)  # another word
    [question] = Question.objects.all()
    assert (question.source, question.text, question.name) == ("telegram", TPS, "")
    claims_work()
    before = len(telegram.to(7))
    assert before >= 1  # the bot's usual answer
    actions.answer_question(
        question=question, answer="Di situs KPU.", by=desk.editor, at=timezone.now()
    )
    question.refresh_from_db()
    assert question.reply_standing == "waiting"  # nobody said yet that it arrived
    claims_work()
    question = Question.objects.get()
    assert question.reply_standing == "sent"
    [told] = telegram.to(7)[before:]
    assert TPS in told.text and "Di situs KPU." in told.text and "/acara/" in told.text
    assert Reply.objects.filter(reason="on-air").count() == 1


def test_who_is_forgotten_is_forgotten_among_the_questions(
    production, desk: Desk, hall: Hall, telegram: Chat
) -> None:
    a_broadcast(production, desk.pos)
    telegram.send_text(f"TANYA {TPS} WA 081234567890", user=7)
    telegram.send_text("TANYA Apa syarat pindah memilih?", user=8)
    claims_work()
    aired = Question.objects.get(text__startswith="Apa syarat")
    actions.put_question_on_air(question=aired, seen=0, by=desk.editor, at=timezone.now())
    for user in (7, 8):
        telegram.send_text("HAPUS", user=user)
        claims_work()
    unseen = Question.objects.exclude(pk=aired.pk).get()
    aired.refresh_from_db()
    assert (unseen.state, unseen.hidden, unseen.text) == ("hidden", "gone", "")
    assert (aired.state, aired.text) == ("on-air", "Apa syarat pindah memilih?")
    for one in (unseen, aired):
        assert (one.tip, one.sender, one.said, one.handle, one.reply) == (None, "", "", "", "")


def test_who_said_stop_is_not_told_on_our_own_account(
    production, desk: Desk, hall: Hall, telegram: Chat
) -> None:
    a_broadcast(production, desk.pos)
    telegram.send_text(f"TANYA {TPS}", user=7)
    claims_work()
    telegram.send_text("BERHENTI", user=7)
    claims_work()
    question = Question.objects.get()
    actions.answer_question(question=question, answer="Ya.", by=desk.editor, at=timezone.now())
    question.refresh_from_db()
    assert question.reply_standing == "" and not Reply.objects.filter(reason="on-air").exists()


def test_an_answer_to_the_announcement_is_a_question_to_that_episode(
    production, desk: Desk, telegram: Chat
) -> None:
    telegram.send_text(TPS, user=7)
    assert not Question.objects.exists()
    tip = Tip.objects.get()
    code = production.episode.current_version.code
    told = Incoming(
        external_id="1",
        address="7",
        sender="7",
        sent_at=NOW,
        text=f"Malam ini https://x.example/v/{code}",
    )
    asked = Incoming(external_id="2", address="7", sender="7", sent_at=NOW, text=TPS, quoted=told)
    question = hear(tip=tip, incoming=asked, at=timezone.now())
    assert question is not None and question.production == production
    assert hear(tip=tip, incoming=asked, at=timezone.now()) is None  # brought twice
    stranger = Incoming(
        external_id="3", address="7", sender="7", sent_at=NOW, text="https://y.example/a"
    )
    other = Incoming(
        external_id="4", address="7", sender="7", sent_at=NOW, text=TPS, quoted=stranger
    )
    assert hear(tip=tip, incoming=other, at=timezone.now()) is None
