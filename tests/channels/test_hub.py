"""The house's own WebSub hub, with a subscriber that is really there."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Event
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from sasando.channels.carrying import carry_one
from sasando.channels.exceptions import SubscriptionRefused
from sasando.channels.hub import actions, carrying, rules
from sasando.channels.hub.carrying import run_errands
from sasando.channels.models import Delivery, Outlet, Subscription, SubscriptionRequest
from sasando.desk import actions as desk_actions
from sasando.plugins.outbound import send
from sasando.retention.actions import retain
from sasando.site.feeding import feed_at
from sasando.worker import Worker
from tests.channels.subscriber import Subscriber, serving
from tests.desk.builders import LATER, Desk

State = Subscription.State
TOPIC = "http://127.0.0.1:8000/umpan/semua.atom"
HUB = "http://127.0.0.1:8000/hub/"
SECRET = "kunci-pelanggan"


@pytest.fixture
def subscriber() -> Iterator[Subscriber]:
    with serving() as ear:
        yield ear


def ask(callback: str, **fields: str) -> Any:
    asked = {"mode": "subscribe", "topic": TOPIC, "callback": callback} | fields
    body = {f"hub.{name}": value for name, value in asked.items()}
    form = "application/x-www-form-urlencoded"
    return Client(enforce_csrf_checks=True).post("/hub/", urlencode(body), content_type=form)


def errands() -> int:
    return run_errands(timezone.now())


def later() -> None:
    """Let every waiting time pass."""
    Subscription.objects.update(due_at=timezone.now())
    SubscriptionRequest.objects.update(due_at=timezone.now())


def subscribed(subscriber: Subscriber, **fields: str) -> Subscription:
    assert ask(subscriber.url, **fields).status_code == 202
    errands()
    return Subscription.objects.get()


# --- Subscribing ----------------------------------------------------------------------------------


def test_a_subscription_begins_when_its_callback_confirms_it(
    desk: Desk, subscriber: Subscriber
) -> None:
    assert ask(subscriber.url, secret=SECRET, lease_seconds="172800").status_code == 202
    assert not Subscription.objects.exists()
    errands()
    (question,) = subscriber.asked
    assert question["milik"] == "kami"
    assert (question["hub.mode"], question["hub.topic"]) == ("subscribe", TOPIC)
    assert question["hub.lease_seconds"] == "172800"
    subscription = Subscription.objects.get()
    assert subscription.state == State.LIVE
    assert timedelta(days=1.99) < subscription.ends_at - timezone.now() <= timedelta(days=2)
    assert not SubscriptionRequest.objects.exists()
    assert errands() == 0


@pytest.mark.parametrize("answer", [(200, b"lain"), (404, b""), (302, b""), (200, b"")])
def test_a_callback_that_does_not_echo_gets_nothing(
    desk: Desk, subscriber: Subscriber, answer: tuple[int, bytes]
) -> None:
    subscriber.asking.append(answer)
    ask(subscriber.url)
    errands()
    assert not Subscription.objects.exists()
    assert not SubscriptionRequest.objects.exists()


def test_a_callback_that_is_out_of_order_is_asked_again_but_not_for_ever(
    desk: Desk, subscriber: Subscriber
) -> None:
    subscriber.asking.append((503, b""))
    ask(subscriber.url)
    errands()
    assert errands() == 0
    later()
    errands()
    assert Subscription.objects.get().state == State.LIVE
    ask(f"{subscriber.url}&ke=2")
    subscriber.asking.extend([(500, b"")] * actions.ASK_TIMES)
    for _ in range(actions.ASK_TIMES):
        later()
        errands()
    assert Subscription.objects.count() == 1
    assert not SubscriptionRequest.objects.exists()


def test_a_feed_that_is_not_there_is_denied(desk: Desk, subscriber: Subscriber) -> None:
    topic = "http://127.0.0.1:8000/umpan/tidak-ada.atom"
    assert ask(subscriber.url, topic=topic).status_code == 202
    errands()
    assert [(q["hub.mode"], q["hub.topic"]) for q in subscriber.asked] == [("denied", topic)]
    assert not Subscription.objects.exists()


def test_a_later_request_renews_and_a_false_one_harms_nothing(
    desk: Desk, subscriber: Subscriber
) -> None:
    first = subscribed(subscriber, secret=SECRET, lease_seconds="86400")
    subscriber.asking.append((404, b""))
    ask(subscriber.url, secret="palsu")
    errands()
    assert Subscription.objects.get().secret == SECRET
    renewed = subscribed(subscriber, secret="baru")
    assert renewed.pk == first.pk
    assert renewed.since == first.since
    assert renewed.ends_at > first.ends_at
    assert renewed.secret == "baru"


def test_unsubscribing_is_confirmed_too(desk: Desk, subscriber: Subscriber) -> None:
    assert ask(subscriber.url, mode="unsubscribe").status_code == 404
    subscribed(subscriber)
    subscriber.asking.append((404, b""))
    ask(subscriber.url, mode="unsubscribe")
    errands()
    assert Subscription.objects.get().state == State.LIVE
    ask(subscriber.url, mode="unsubscribe")
    errands()
    assert subscriber.asked[-1]["hub.mode"] == "unsubscribe"
    assert Subscription.objects.get().state == State.LEFT
    desk.published()
    errands()
    assert subscriber.got == []


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"mode": "publish"}, 403, "pings are not needed"),
        ({"mode": "dance"}, 400, "hub.mode"),
        ({"topic": "https://lain.example/umpan/semua.atom"}, 400, "hub.topic"),
        ({"topic": "http://127.0.0.1:8000.jahat.example/"}, 400, "hub.topic"),
        ({"callback": "http://10.0.0.7/"}, 400, "inside a network"),
        ({"callback": "http://169.254.169.254/latest"}, 400, "inside a network"),
        ({"callback": "ftp://mitra.example/"}, 400, "hub.callback"),
        ({"callback": "https://mitra.example/#a"}, 400, "fragment"),
        ({"callback": ""}, 400, "hub.callback"),
        ({"callback": "https://mitra.example/" + "a" * 2000}, 400, "2000"),
        ({"secret": "s" * 200}, 400, "200 bytes"),
        ({"lease_seconds": "sebulan"}, 400, "lease_seconds"),
        ({"lease_seconds": "0"}, 400, "lease_seconds"),
        ({"secret": "s" * 20_000}, 413, "longer"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    desk: Desk, fields: dict[str, str], status: int, words: str
) -> None:
    answer = ask(**({"callback": "https://mitra.example/dengar"} | fields))
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not SubscriptionRequest.objects.exists()


def test_only_forms_are_taken_and_only_by_post(desk: Desk) -> None:
    assert Client().get("/hub/").status_code == 405
    assert Client().post("/hub/", "{}", content_type="application/json").status_code == 415


def test_a_house_with_another_hub_names_that_one(desk: Desk, settings: Any) -> None:
    settings.HUB_URL = "https://hub.example/"
    answer = ask("https://mitra.example/dengar")
    assert answer.status_code == 404
    assert "https://hub.example/" in answer.content.decode()
    feed = Client().get("/umpan/semua.atom")
    assert b'href="https://hub.example/"' in feed.content
    assert feed.headers["Link"].startswith('<https://hub.example/>; rel="hub"')


def test_a_host_cannot_fill_the_hub(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MAX_ASKED_AT_HOST", 3)
    for number in range(3):
        assert ask(f"https://mitra.example/{number}").status_code == 202
    assert ask("https://mitra.example/2").status_code == 202  # the same again is no new one
    assert ask("https://mitra.example/3").status_code == 429
    assert ask("https://lain.example/").status_code == 202
    retain(at=timezone.now() + actions.PATIENCE, only="channels.hub-wishes")
    assert not SubscriptionRequest.objects.exists()


def test_a_callback_that_turns_out_private_is_not_called(
    desk: Desk, subscriber: Subscriber, settings: Any
) -> None:
    ask(subscriber.url)
    settings.ALLOW_LOOPBACK_OUTLETS = False  # as for a name that resolves to this machine
    errands()
    assert subscriber.asked == []
    assert not Subscription.objects.exists()


# --- Telling --------------------------------------------------------------------------------------


def test_a_publication_reaches_a_subscriber_whole_and_signed(
    desk: Desk, subscriber: Subscriber
) -> None:
    subscribed(subscriber, secret=SECRET)
    version = desk.published()
    errands()
    (got,) = subscriber.got
    assert (got.headers["Content-Type"], got.body) == feed_at(TOPIC)
    assert version.headline in got.body.decode()
    assert got.headers["Link"] == f'<{HUB}>; rel="hub", <{TOPIC}>; rel="self"'
    assert subscriber.is_signed(got, SECRET)
    subscription = Subscription.objects.get()
    assert subscription.told_at is not None
    assert subscription.words == "202 Accepted"
    assert errands() == 0


def test_without_a_secret_nothing_is_signed(desk: Desk, subscriber: Subscriber) -> None:
    subscribed(subscriber)
    desk.published()
    errands()
    assert "X-Hub-Signature" not in subscriber.got[0].headers


def test_a_secret_is_not_in_the_database_in_clear(desk: Desk, subscriber: Subscriber) -> None:
    subscribed(subscriber, secret=SECRET)
    assert SECRET not in str(Subscription.objects.values().get())


def test_only_feeds_that_changed_are_told(desk: Desk, subscriber: Subscriber) -> None:
    subscribed(subscriber, topic="http://127.0.0.1:8000/umpan/all.atom")
    desk.published()
    assert errands() == 0


def test_several_changes_are_one_delivery_of_the_last(desk: Desk, subscriber: Subscriber) -> None:
    subscribed(subscriber)
    version = desk.published()
    desk_actions.withdraw(version=version, by=desk.second, reason="Data keliru.", at=LATER)
    errands()
    (got,) = subscriber.got
    assert (got.headers["Content-Type"], got.body) == feed_at(TOPIC)


def test_what_changes_during_a_delivery_is_told_in_the_next(
    desk: Desk, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribed(subscriber)
    desk.published()

    def interrupted(*arguments: Any, **named: Any) -> Any:
        monkeypatch.undo()
        answer = send(*arguments, **named)
        desk.published()
        return answer

    monkeypatch.setattr(carrying, "send", interrupted)
    assert errands() == 2
    assert len({got.body for got in subscriber.got}) == 2


def test_nothing_is_told_of_what_was_rolled_back(desk: Desk, subscriber: Subscriber) -> None:
    subscribed(subscriber)
    with pytest.raises(RuntimeError), transaction.atomic():
        desk.published()
        raise RuntimeError("penuh")
    assert errands() == 0


def test_a_failure_is_tried_again_later(desk: Desk, subscriber: Subscriber) -> None:
    subscribed(subscriber)
    desk.published()
    subscriber.statuses.append(500)
    errands()
    subscription = Subscription.objects.get()
    assert subscription.words.startswith("500")
    assert subscription.attempts == 1
    assert subscription.due_at > timezone.now()
    assert errands() == 0
    later()
    errands()
    assert len(subscriber.got) == 1
    assert Subscription.objects.get().attempts == 0


def test_a_redirect_is_not_followed(desk: Desk, subscriber: Subscriber) -> None:
    subscribed(subscriber)
    desk.published()
    subscriber.statuses.append(302)
    errands()
    assert subscriber.got == []
    assert Subscription.objects.get().attempts == 1


def test_who_never_answers_is_lost_in_the_end(desk: Desk, subscriber: Subscriber) -> None:
    subscribed(subscriber)
    desk.published()
    subscriber.statuses.extend([503] * actions.GIVE_UP_AFTER)
    for _ in range(actions.GIVE_UP_AFTER):
        later()
        errands()
    assert Subscription.objects.get().state == State.LOST
    assert not subscriber.statuses


def test_gone_ends_the_subscription_and_it_can_begin_anew(
    desk: Desk, subscriber: Subscriber
) -> None:
    subscribed(subscriber)
    desk.published()
    subscriber.statuses.append(410)
    errands()
    assert Subscription.objects.get().state == State.GONE
    assert subscribed(subscriber).state == State.LIVE
    assert errands() == 0  # what came before the new beginning is not owed


def test_a_lease_that_ran_out_ends_it(desk: Desk, subscriber: Subscriber) -> None:
    subscribed(subscriber)
    Subscription.objects.update(ends_at=timezone.now())
    desk.published()
    errands()
    assert subscriber.got == []
    assert Subscription.objects.get().state == State.EXPIRED
    retain(at=timezone.now() + timedelta(days=30), only="channels.hub-ended")
    assert not Subscription.objects.exists()


def test_a_feed_that_is_no_more_is_denied(desk: Desk, subscriber: Subscriber) -> None:
    subscribed(subscriber)
    Subscription.objects.update(topic="http://127.0.0.1:8000/umpan/tidak-ada.atom", news="baru")
    errands()
    assert subscriber.asked[-1]["hub.mode"] == "denied"
    assert Subscription.objects.get().state == State.DENIED


def test_a_killed_workers_subscriber_is_told_by_the_next(
    desk: Desk, subscriber: Subscriber
) -> None:
    subscribed(subscriber)
    desk.published()
    now = timezone.now()
    dead = actions.claim(Subscription.objects.behind(now), at=now)
    assert dead is not None
    assert errands() == 0
    after = now + actions.HOLD
    assert carrying.tell_one(after)
    assert len(subscriber.got) == 1
    assert not carrying.tell_one(after)
    actions.failed(subscription=dead, words="terlambat", at=after)
    assert Subscription.objects.get().words == "202 Accepted"


def test_a_broken_feed_waits_like_any_failure_and_is_told_upwards(
    desk: Desk, subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribed(subscriber)
    desk.published()

    def broken(href: str) -> tuple[str, bytes] | None:
        raise ZeroDivisionError("rusak")

    with monkeypatch.context() as patch:
        patch.setattr("sasando.site.feeding.feed_at", broken)
        with pytest.raises(ZeroDivisionError):
            errands()
    assert "rusak" in Subscription.objects.get().words
    later()
    errands()
    assert len(subscriber.got) == 1


def test_the_feeds_outlet_says_how_many_are_told(desk: Desk, subscriber: Subscriber) -> None:
    Outlet.objects.create(code="umpan", name="Umpan", organisation=desk.kpu, channel="feeds")
    subscribed(subscriber)
    desk.published()
    assert carry_one(timezone.now())
    delivery = Delivery.objects.get()
    assert delivery.state == Delivery.State.DONE
    assert delivery.hand_over.words.startswith("own hub: 1 subscriptions to ")
    assert errands() == 1


def test_a_slow_subscriber_keeps_no_embargo_waiting() -> None:
    release, answered, published = Event(), Event(), Event()

    def wait_for_subscriber(now: object) -> None:
        release.wait(60)
        answered.set()

    worker = Worker(lines=(), duties=(lambda now: published.set(),), errands=(wait_for_subscriber,))
    worker.start()
    assert published.wait(30)
    assert not answered.is_set()
    release.set()
    worker.stop()
    assert answered.is_set()


# --- The rules ------------------------------------------------------------------------------------


def test_each_feed_names_the_hub(desk: Desk) -> None:
    for form in ("atom", "rss", "json"):
        feed = Client().get(f"/umpan/semua.{form}")
        assert HUB.encode() in feed.content
        topic = f"http://127.0.0.1:8000/umpan/semua.{form}"
        assert feed.headers["Link"] == rules.link_header(hub=HUB, topic=topic)


@given(st.integers(min_value=1, max_value=10**30))
def test_a_lease_is_between_one_day_and_thirty(seconds: int) -> None:
    lease = rules.granted_lease(str(seconds))
    assert rules.SHORTEST <= lease <= rules.LONGEST
    if rules.SHORTEST.total_seconds() <= seconds <= rules.LONGEST.total_seconds():
        assert lease.total_seconds() == seconds


@given(
    st.dictionaries(
        st.sampled_from(
            [f"hub.{n}" for n in ("mode", "topic", "callback", "secret", "lease_seconds")]
        ),
        st.text(),
    )
)
def test_any_request_is_read_or_refused(fields: dict[str, str]) -> None:
    base = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": "https://mitra.example/"}
    for asked in (fields, base | fields):
        try:
            wish = rules.read_wish(asked, site_url="http://127.0.0.1:8000", allow_loopback=False)
        except SubscriptionRefused as refused:
            assert str(refused)
        else:
            assert wish.callback
            assert len(wish.secret.encode()) < rules.SECRET_BELOW


def test_nothing_asked_is_ten_days() -> None:
    assert rules.granted_lease("") == timedelta(days=10)


@pytest.mark.parametrize(
    ("callback", "start"),
    [
        ("https://m.example/a", "https://m.example/a?hub.mode=denied&"),
        ("https://m.example/a?", "https://m.example/a?hub.mode=denied&"),
        ("https://m.example/a?x=%2f", "https://m.example/a?x=%2f&hub.mode=denied&"),
    ],
)
def test_a_callbacks_own_query_stays_as_it_is(callback: str, start: str) -> None:
    assert rules.denial_url(callback, topic=TOPIC, reason="x").startswith(start)
