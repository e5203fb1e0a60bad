"""The live desk's screens, as producers, directors and a host use them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sasando.live import actions
from sasando.live.actions.questions import Asked
from sasando.live.models import Broadcast, OnAir, Participation, Production
from sasando.live.permissions import shown_to
from tests.claims.claims import a_claim
from tests.desk.builders import NOW, Desk

LIST_BUDGET = 25
EPISODE_BUDGET = 55
DIRECTOR_BUDGET = 50
PART_BUDGET = 35


@pytest.fixture
def producer(client: Client, desk: Desk) -> Client:
    client.force_login(desk.editor)
    return client


def as_(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def do(client: Client, production: Production, verb: str, *, quiet: bool = False, **data: object):
    there = reverse("sasando_live_verb", args=[production.pk, verb])
    headers = {"X-Sasando-Quiet": "1"} if quiet else {}
    return client.post(there, data, headers=headers)


def queries(client: Client, name: str, *args: object) -> int:
    with CaptureQueriesContext(connection) as found:
        page(client, name, *args)
    return len(found)


def test_an_episode_that_is_written_gets_its_live_desk(producer, desk: Desk) -> None:
    item = desk.item("episode")
    assert reverse("sasando_live_open", args=[item.pk]) in page(producer, "sasando_live_episodes")
    response = producer.post(reverse("sasando_live_open", args=[item.pk]))
    production = Production.objects.get()
    assert response.url == reverse("sasando_live_episode", args=[production.pk])
    assert item.title in page(producer, "sasando_live_episodes")


def test_both_sides_produce_a_host_reads_and_others_see_nothing(production, desk: Desk) -> None:
    there = reverse("sasando_live_episode", args=[production.pk])
    for person in (desk.editor, desk.officer, desk.reporter):
        assert as_(person).get(there).status_code == 200
        assert do(as_(person), production, "umumkan").status_code == 302
    for person in (desk.flores, desk.checker, desk.business):
        assert as_(person).get(there).status_code != 200
        assert do(as_(person), production, "umumkan").status_code != 302 or (
            do(as_(person), production, "umumkan").url == "/desk/"
        )
        assert production not in shown_to(person)


def test_the_plan_is_made_without_script(producer, production, desk: Desk) -> None:
    segments = list(production.segments.all())
    seen = ",".join(str(segment.pk) for segment in segments)
    do(producer, production, "geser", segment=segments[1].pk, to="up", seen=seen)
    assert [s.pk for s in production.segments.all()][:2] == [segments[1].pk, segments[0].pk]
    stale = do(producer, production, "geser", segment=segments[0].pk, to="up", seen=seen)
    assert stale.status_code == 302
    assert "Somebody changed the rundown" in page(producer, "sasando_live_episode", production.pk)
    maria = production.people[1]
    do(producer, production, "undang", ref=maria.ref)
    do(producer, production, "hadir", ref=maria.ref, comes="1")
    do(producer, production, "izin", ref=maria.ref, given="1", how="signed")
    row = Participation.objects.get()
    assert (row.coming, row.consent, row.consent_by) == ("comes", "given", desk.editor)
    check = production.checks.first()
    do(producer, production, "centang", check=check.pk, done="1")
    do(producer, production, "tambah-periksa", text="Genset menyala")
    shown = page(producer, "sasando_live_episode", production.pk)
    for words in ("Genset menyala", f"✓ {desk.editor}", "Maria Bria", "“BRI-a”", "Not stated"):
        assert words in shown, words


def test_a_segment_names_texts_and_claims_and_says_what_it_does_not_know(
    producer, production, desk: Desk
) -> None:
    release = desk.published("release")
    claim = a_claim(desk, "TPS di Oesapa dipindah ke Lasiana tanpa pengumuman")
    there = reverse("sasando_live_segment_save", args=[production.pk, 0])
    host = str(production.people[0].ref)
    values = {
        "new-title": "Daftar pemilih",
        "new-kind": "explaining",
        "new-minutes": "7.5",
        "new-speakers": [host],
        "new-texts": f"{release.code}\nhttps://x.example{release.path}",
        "new-claims": f"{claim.pk}",
        "new-notes": "Sebut jumlah TPS.",
    }
    refused = producer.post(there, values | {"new-texts": "TIDAK-ADA"})
    assert "is no published text" in refused.content.decode()
    assert "Sebut jumlah TPS." in refused.content.decode()  # nothing typed is lost
    assert producer.post(there, values).status_code == 302
    segment = production.segments.last()
    assert (segment.planned_s, segment.speakers) == (450, [host])
    assert [item.pk for item in segment.items.all()] == [release.item_id]
    shown = page(producer, "sasando_live_episode", production.pk)
    assert release.headline in shown and reverse("sasando_claim", args=[claim.pk]) in shown
    assert "7:30" in shown
    assert "7.5" in page(producer, "sasando_live_segment", production.pk, segment.pk)


def test_a_claim_about_the_commission_is_not_shown_to_it(producer, production, desk: Desk) -> None:
    claim = a_claim(desk, "KPU Kota Kupang menukar nomor urut paslon di surat suara")
    claim.about_commission = True
    claim.save()
    production.segments.first().claims.add(claim)
    link = reverse("sasando_claim", args=[claim.pk])
    assert link in page(producer, "sasando_live_episode", production.pk)
    assert link not in page(as_(desk.officer), "sasando_live_episode", production.pk)


def test_pages_cost_the_same_however_much_there_is(producer, consented, desk: Desk) -> None:
    release = desk.published("release")
    few = {
        name: queries(producer, name, *args)
        for name, args in (
            ("sasando_live_episodes", ()),
            ("sasando_live_episode", (consented.pk,)),
            ("sasando_live_director", (consented.pk,)),
        )
    }
    for number in range(12):
        segment = actions.edit_segment(
            production=consented,
            segment=None,
            values={"title": f"Bagian {number}", "items": [release.item]},
            at=NOW,
        )
        assert segment.pk
    asked = [Asked(identifier=str(n), text=f"Apa arti TPS {n}?", at=NOW) for n in range(30)]
    actions.take_questions(production=consented, source="youtube", asked=asked, at=NOW)
    for _ in range(3):
        actions.open_production(
            episode=desk.published("episode").item.specific, by=desk.editor, at=NOW
        )
    assert queries(producer, "sasando_live_episodes") <= few["sasando_live_episodes"] + 2
    assert few["sasando_live_episodes"] <= LIST_BUDGET
    assert queries(producer, "sasando_live_episode", consented.pk) <= EPISODE_BUDGET
    assert queries(producer, "sasando_live_director", consented.pk) <= DIRECTOR_BUDGET
    for part in ("rundown", "screen", "questions", "broadcasts"):
        cost = queries(producer, "sasando_live_part", consented.pk, "arahan", part)
        assert cost <= PART_BUDGET, part


def test_the_director_takes_it_live_switches_and_ends(producer, consented, desk: Desk) -> None:
    actions.stream_arrived(production=consented, path="/media/live/x/i.m3u8", at=timezone.now())
    do(producer, consented, "tayang")
    consented.refresh_from_db()
    assert consented.state == "live"
    shown = page(producer, "sasando_live_director", consented.pk)
    assert "data-left=" in shown and "Next segment" in shown
    first, second, *_ = consented.segments.all()
    do(producer, consented, "lanjut", after=first.pk)
    late = do(as_(desk.officer), consented, "lanjut", quiet=True, after=first.pk)
    assert late.status_code == 409
    assert second.title in late.content.decode()
    maria = consented.people[1]
    do(producer, consented, "bicara", ref=maria.ref)
    assert 'aria-pressed="true">Maria Bria' in page(producer, "sasando_live_director", consented.pk)
    do(producer, consented, "selesai")
    consented.refresh_from_db()
    assert consented.state == "ending"


def test_what_is_put_on_screen_comes_from_the_house_not_from_the_form(
    producer, consented, desk: Desk
) -> None:
    release = desk.published("release")
    maria = consented.people[1]
    do(producer, consented, "tampil", layer="speaker", what=maria.ref, seen="0")
    do(producer, consented, "tampil", layer="card", what=release.code, seen="1")
    do(producer, consented, "tampil", layer="countdown", what="5", seen="2")
    layers = OnAir.objects.get().layers
    assert layers["speaker"]["office"] == "Anggota KPU, KPU Kota Kupang"
    assert layers["card"]["title"] == release.headline
    for layer, what in (("card", "ABCDEFGH"), ("countdown", "-5"), ("logo", "x"), ("speaker", "x")):
        wrong = do(producer, consented, "tampil", quiet=True, layer=layer, what=what, seen="9")
        assert wrong.status_code == 422, layer
    do(producer, consented, "turun", layer="card", seen="9")
    assert "card" not in OnAir.objects.get().layers


def test_questions_are_shown_clean_aired_answered_and_hidden(
    producer, consented, desk: Desk
) -> None:
    asked = [
        Asked(identifier="1", text="<script>alert(1)</script> TPS di mana?", name="Ina", at=NOW),
        Asked(identifier="2", text="Apa syarat pindah memilih?", at=NOW),
        Asked(identifier="3", text="Dasar goblok", at=NOW),
    ]
    one, two, bad = actions.take_questions(
        production=consented, source="facebook", asked=asked, at=NOW
    )
    shown = page(producer, "sasando_live_director", consented.pk)
    assert "&lt;script&gt;" in shown and "<script>alert" not in shown
    assert "Hidden (1)" in shown
    do(producer, consented, "tanya", question=one.pk, seen="0")
    do(producer, consented, "jawab", question=two.pk, answer="Urus surat pindah.")
    do(producer, consented, "munculkan", question=bad.pk)
    do(producer, consented, "sembunyi", question=bad.pk)
    states = dict(consented.questions.values_list("pk", "state"))
    assert states == {one.pk: "on-air", two.pk: "answered", bad.pk: "hidden"}


def test_by_hand_asks_for_the_address_and_never_shows_the_key(
    producer, consented, desk: Desk, platform
) -> None:
    from sasando.live.models import BroadcastAccount

    BroadcastAccount.objects.create(
        code="fb", name="Halaman KPU", organisation=desk.kpu, broadcaster="stage"
    )
    do(producer, consented, "umumkan")
    row = Broadcast.objects.get()
    assert "To be done by hand" in page(producer, "sasando_live_episode", consented.pk)
    wrong = do(
        producer,
        consented,
        "tangan",
        broadcast=row.pk,
        address="https://fb.example/1",
        ingest_url="x",
    )
    assert wrong.status_code == 302
    row.refresh_from_db()
    assert row.state == "unplanned"
    do(
        producer,
        consented,
        "tangan",
        broadcast=row.pk,
        address="https://fb.example/1",
        ingest_url="rtmps://in.fb.example/rtmp/",
        ingest_key="FB-123456789-rahasia",
    )
    row.refresh_from_db()
    assert row.state == "planned"
    shown = page(producer, "sasando_live_episode", consented.pk)
    assert "FB-123456789" not in shown and "…asia" in shown


def test_the_host_sees_what_is_on_by_a_secret_link_that_ends(consented, desk: Desk) -> None:
    segment = consented.segments.first()
    actions.edit_segment(
        production=consented, segment=segment, values={"notes": "Sapa Kupang dan Rote."}, at=NOW
    )
    actions.go_live(production=consented, by=desk.editor, at=timezone.now())
    Production.objects.update(host_until=timezone.now() + timedelta(hours=1))
    there = reverse("sasando_live_host", args=[consented.host_key])
    response = Client().get(there)
    shown = response.content.decode()
    assert "Sapa Kupang dan Rote." in shown and "“BRI-a”" in shown
    assert "<form" not in shown
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert Client().get(f"{there}bagian/").status_code == 200
    do(as_(desk.editor), consented, "tautan-pemandu")
    assert Client().get(there).status_code == 404
    consented.refresh_from_db()
    new = reverse("sasando_live_host", args=[consented.host_key])
    Production.objects.update(host_until=timezone.now() - timedelta(seconds=1))
    assert Client().get(new).status_code == 404


def test_no_screen_has_script_or_style_of_its_own(producer, consented) -> None:
    for name in ("sasando_live_director", "sasando_live_episode"):
        shown = page(producer, name, consented.pk)
        main = shown[shown.index("data-live=") :]
        assert " style=" not in main and " onclick=" not in main
    shown = Client().get(reverse("sasando_live_host", args=[consented.host_key]))
    # its end is planned before the clock of this test: nothing to see
    assert shown.status_code in (200, 404)
