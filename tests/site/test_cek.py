"""Is this message true? Asked without script, answered at once, on a page only the asker knows."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from lxml import html
from PIL import Image

from sasando.channels.privacy import make_asker_key
from sasando.channels.vault import make_vault_key
from sasando.claims import actions, knowledge
from sasando.claims.answering import answer_one
from sasando.claims.likeness import fingerprint
from sasando.claims.models import Claim, Feedback, Inbox, Tip, TipCount
from sasando.desk import actions as desk_actions
from tests.claims.standin import StandIn
from tests.desk.builders import NOW
from tests.site.test_pages import Balance

RUMOUR = "Awas! Petugas TPS di Oesapa menjual surat suara yang sudah dicoblos kepada tim sukses"
KNOWN = "Benarkah KPU menetapkan 275.085 pemilih?"
WIRE = 50_000  # bytes


@pytest.fixture(autouse=True)
def engine(monkeypatch, settings, tmp_path) -> StandIn:
    settings.KEYS = tmp_path / "keys"
    make_vault_key()
    make_asker_key()
    standin = StandIn()
    monkeypatch.setattr(knowledge, "index", lambda: standin)
    return standin


def take_in() -> None:
    while knowledge.take_in(timezone.now()):
        pass


def ask(text: str = "", *files: bytes, path: str = "/cek/", **extra):
    data = {"teks": text}
    if files:
        data["gambar"] = [SimpleUploadedFile(f"{n}.png", f) for n, f in enumerate(files)]
    return Client(enforce_csrf_checks=True).post(path, data, **extra)


def answered(text: str, path: str = "/cek/") -> str:
    """The page that a question leads to."""
    response = ask(text, path=path)
    assert response.status_code == 303, response.content
    return Client().get(response.headers["Location"]).content.decode()


def choose(page: str, choice: str) -> str:
    tree = html.fromstring(page)
    (form,) = tree.xpath(f"//main//form[.//button[@value='{choice}']]")
    response = Client(enforce_csrf_checks=True).post(form.get("action"), {"pilihan": choice})
    assert response.status_code == 303
    return Client().get(response.headers["Location"]).content.decode()


def png(width: int = 300, height: int = 200) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(("path", "title"), [("/cek/", "Benarkah"), ("/en/check/", "message true")])
def test_the_box_is_there_light_and_valid(desk, path, title, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = Client().get(path)
    page = response.content.decode()
    assert title in page and len(response.content) < WIRE
    Balance().feed(page)
    assert "Set-Cookie" not in response.headers
    assert Client().get(path.rstrip("/")).status_code == 200


def test_what_is_known_is_answered_at_once_with_who_says_it_and_the_code(desk):
    version = desk.published("release")
    take_in()
    page = answered(KNOWN)
    for words in (
        "Ini jawabannya",
        "Informasi resmi KPU Kota Kupang",
        version.content.key_message,
        version.href,
        version.code,
        "Apakah ini yang Anda maksud?",
    ):
        assert words in page, words
    assert Tip.objects.get().state == Tip.State.ANSWERED


def test_a_fact_check_comes_with_its_stamp(desk):
    desk.published("verdict", title="Salah, nomor paslon tertukar", slug="nomor")
    take_in()
    page = answered("nomor urut paslon di surat suara tertukar")
    assert 'class="stamp stamp-false"' in page
    assert "Nomor urut di surat suara sama dengan keputusan KPU." in page


def test_a_date_comes_from_the_calendar(desk):
    actions.note_everything(at=NOW)
    take_in()
    page = answered("Kapan hari pencoblosan Pilkada Serentak 2024?")
    assert "27 November 2024" in page and "/kalender/pilkada2024/" in page


def test_the_page_of_an_answer_is_private_valid_and_within_its_budget(
    desk, django_assert_max_num_queries
):
    desk.published("release")
    take_in()
    where = ask(KNOWN).headers["Location"]
    assert re.fullmatch(r"/cek/[\w-]{22}/", where)
    with django_assert_max_num_queries(6):
        response = Client().get(where)
    Balance().feed(response.content.decode())
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in response.headers
    assert "<h1>Here is the answer" in Client().get(f"/en/check/{where[5:]}").content.decode()


def test_yes_is_written_down_and_thanked(desk):
    desk.published("release")
    take_in()
    page = choose(answered(KNOWN), "y")
    assert "Terima kasih" in page and "maksud?" not in page
    assert Feedback.objects.get().meant


def test_no_goes_to_the_desk(desk):
    desk.published("release")
    take_in()
    page = choose(answered(KNOWN), "n")
    assert "Belum ada jawabannya" in page
    assert not Feedback.objects.get().meant
    assert Claim.objects.get().tip_count == 1


@pytest.fixture
def suggested(desk) -> str:
    desk.published("release", title="Jadwal kampanye terbuka di Kota Kupang")
    desk.published("release", title="Jadwal debat terbuka calon wali kota")
    take_in()
    return answered("jadwal acara terbuka minggu depan")


def test_one_of_the_suggested_can_be_chosen(suggested):
    assert "Jadwal kampanye" in suggested and "Jadwal debat" in suggested
    Balance().feed(suggested)
    assert "Ini jawabannya" in choose(suggested, "2")
    assert Feedback.objects.get().meant


def test_none_of_the_suggested_goes_to_the_desk(suggested):
    assert "Belum ada jawabannya" in choose(suggested, "x")
    assert Claim.objects.exists()


def test_a_choice_that_is_not_offered_changes_nothing(suggested):
    path = Tip.objects.get().token
    for choice in ("9", "y", "", "0", "²"):
        assert Client().post(f"/cek/{path}/", {"pilihan": choice}).status_code == 303
    assert not Feedback.objects.exists()


def test_too_short_is_asked_back(desk):
    assert "Boleh diperjelas?" in answered("benar kah")


def test_what_is_not_known_is_said_so_and_the_same_page_shows_the_verdict(desk):
    Inbox.objects.create(
        code="tg",
        name="Telegram kami",
        organisation=desk.pos,
        messenger="telegram",
        options={"username": "cek_bot"},
    )
    Inbox.objects.create(
        code="wa",
        name="WhatsApp kami",
        organisation=desk.pos,
        messenger="whatsapp",
        options={"number": "+62 811-3800-001"},
    )
    page = answered(RUMOUR)
    assert "jangan diteruskan" in page and "muncul di halaman ini juga" in page
    assert "https://t.me/cek_bot" in page and "https://wa.me/628113800001" in page
    claim = Claim.objects.get()
    item = desk.item("verdict", title="Tidak benar surat suara dijual", claim=claim.wording)
    actions.tie_verdict(claim=claim, item=item, by=desk.checker, at=NOW)
    version = desk_actions.propose(item=item, by=desk.checker, at=NOW)
    for name in desk.approvers("verdict"):
        version = desk_actions.approve(version=version, by=desk.people[name], at=NOW)
    page = Client().get(f"/cek/{Tip.objects.get().token}/").content.decode()
    assert "Hasil pemeriksaannya sudah terbit." in page
    assert version.content.verdict.truth in page


def test_what_was_withdrawn_since_is_not_given_any_more(desk):
    version = desk.published("release")
    take_in()
    where = ask(KNOWN).headers["Location"]
    desk_actions.withdraw(version=version, by=desk.second, reason="Keliru.", at=NOW)
    page = Client().get(where).content.decode()
    assert "sudah tidak berlaku" in page and version.content.key_message not in page


def test_a_correction_since_is_shown_with_what_changed(desk):
    first = desk.published("release")
    take_in()
    where = ask(KNOWN).headers["Location"]
    later = timezone.now() + timedelta(minutes=1)
    item = desk.edit(first.item.specific, by=desk.officer, change_note="Angkanya keliru.")
    second = desk_actions.propose(item=item, by=desk.officer, at=later)
    desk_actions.approve(version=second, by=desk.second, at=later)
    assert "Diralat sesudah Anda bertanya: Angkanya keliru." in Client().get(where).content.decode()


def test_pictures_are_the_workers_and_the_page_loads_itself_until_they_are_read(desk):
    response = ask("", png())
    waiting = Client().get(response.headers["Location"])
    assert waiting.headers["Refresh"] == "2"
    assert "Sedang kami baca" in waiting.content.decode()
    assert answer_one(timezone.now())
    done = Client().get(response.headers["Location"])
    assert "Refresh" not in done.headers


def test_a_picture_that_came_is_counted_on_its_page_and_never_shown(desk):
    for files, text in ((1, ""), (2, RUMOUR)):
        page = after_reading(text, *(png(300 + n) for n in range(files)))
        Balance().feed(page)
        echo = html.fromstring(page).xpath("//section[@aria-labelledby='pesan']")[0]
        assert f"Gambar yang kami terima: {files}." in echo.text_content()
        assert text in echo.text_content() and not echo.xpath(".//img")


INSIDE = "https://127.0.0.1/surat-suara-tercoblos"


def after_reading(text: str, *files: bytes) -> str:
    """The page of a question with something to read, once a worker has read it."""
    where = ask(text, *files).headers["Location"]
    assert answer_one(timezone.now())
    return Client().get(where).content.decode()


@pytest.mark.parametrize("text", [INSIDE, f"benar kah? {INSIDE}"])
def test_a_link_that_cannot_be_opened_is_said_so_and_is_no_claim(desk, text):
    page = after_reading(text)
    assert "Boleh diperjelas?" in page and "Tautannya tidak bisa kami buka" in page
    assert "tangkapan layar" in page and "memeriksanya" not in page
    assert not Claim.objects.exists()
    english = Client().get(f"/en/check/{Tip.objects.get().token}/").content.decode()
    assert "We cannot open the link" in english


def test_a_link_with_words_goes_to_the_desk_though_it_cannot_be_opened(desk):
    assert "memeriksanya" in after_reading(f"{RUMOUR} {INSIDE}")
    assert Claim.objects.get().wording.startswith(RUMOUR)


def test_a_link_that_is_known_is_answered_though_it_cannot_be_opened(desk, engine):
    desk.published("release")
    take_in()
    engine.remember(next(iter(engine.known)), INSIDE)
    assert "Ini jawabannya" in after_reading(INSIDE)


def test_a_link_that_stands_under_a_claim_joins_it_though_it_cannot_be_opened(desk):
    after_reading(f"{RUMOUR} {INSIDE}")
    first = Tip.objects.get()
    Tip.objects.update(text=INSIDE, fingerprint=fingerprint(INSIDE, [INSIDE], []))
    assert "memeriksanya" in after_reading(INSIDE)
    assert Tip.objects.first().claim == first.claim


def test_an_engine_that_fails_loses_nothing(desk, engine):
    engine.trouble = OSError("the index is gone")
    page = answered(KNOWN)
    assert "Sedang kami baca" in page
    tip = Tip.objects.get()
    assert (tip.state, tip.attempts) == (Tip.State.WAITING, 1)
    engine.trouble = None
    desk.published("release")
    take_in()
    assert answer_one(timezone.now() + timedelta(minutes=1))
    assert "Ini jawabannya" in Client().get(f"/cek/{tip.token}/").content.decode()


@pytest.mark.parametrize(
    ("text", "files", "words"),
    [
        ("", (), "Tulis atau tempel pesannya"),
        (" \0\n", (), "Tulis atau tempel pesannya"),
        ("a" * 20_001, (), "terlalu panjang"),
        ("a" * 6_000_000, (), "terlalu panjang"),
        ("", (b"MZ\x90\x00" * 10,), "bukan gambar"),
        ("", (png()[:60],), "rusak"),
        ("", (png(10, 10),), "terlalu kecil"),
        ("halo", (b"",), "tidak ikut terkirim"),
        ("halo", (png(),) * 4, "Paling banyak 3 gambar"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_reason_and_nothing_is_kept(
    desk, text, files, words
):
    response = ask(text, *files)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not Tip.objects.exists()


def test_a_flood_is_told_when_to_come_again_in_its_language(desk):
    codes = [ask(f"apakah benar kabar nomor {n} ini").status_code for n in range(30)]
    assert codes.count(303) >= 28
    response = ask("one question more", path="/en/check/")
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert "Try again in half a minute" in response.content.decode()
    assert "one question more" in response.content.decode()
    assert ask("dari orang lain", REMOTE_ADDR="10.9.8.7").status_code == 303


def test_markup_in_a_message_is_only_words(desk):
    page = answered('<script>alert(1)</script> <img src=x onerror="alert(2)"> kabar ini benar')
    assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_an_unknown_token_and_one_of_a_messenger_have_no_page(desk):
    inbox = Inbox.objects.create(
        code="tg", name="T", organisation=desk.pos, messenger="telegram", options={}
    )
    now = timezone.now()
    tip = Tip.objects.create(inbox=inbox, received_at=now, ready_at=now)
    assert Client().get(f"/cek/{tip.token}/").status_code == 404
    assert Client().get("/cek/tidak-ada/").status_code == 404


@pytest.mark.parametrize("path", ["/cek/sematan/", "/en/check/embed/"])
def test_only_the_frame_may_be_framed_and_answers_inside_it(desk, path):
    desk.published("release")
    take_in()
    for response in (Client().get(path), ask(KNOWN, path=path)):
        assert response.status_code == 200
        assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in response.headers
        Balance().feed(response.content.decode())
    assert ("275.085" in response.content.decode()) is (path == "/cek/sematan/")
    refused = ask("", path=path)
    assert refused.status_code == 400
    assert "frame-ancestors *" in refused.headers["Content-Security-Policy"]
    other = Client().get("/cek/").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in other


def test_the_frame_promises_no_reload(desk):
    for path, reloads in (("/cek/", True), ("/cek/sematan/", False)):
        page = ask("https://berita.example/tps", path=path, follow=True).content.decode()
        assert "Gambar dan tautan perlu beberapa detik." in page
        assert ("memuat ulang sendiri" in page) is reloads


def test_the_figures_count_without_knowing_whom(desk, django_assert_max_num_queries):
    now = timezone.now()
    for outcome, count in (("answered", 7), ("unknown", 2), ("quiet", 50)):
        actions_hour = now.replace(minute=0, second=0, microsecond=0)
        TipCount.objects.create(
            hour=actions_hour, source="web", outcome=outcome, language="id", count=count
        )
    with django_assert_max_num_queries(2):
        response = Client().get("/cek/angka/")
    page = response.content.decode()
    Balance().feed(page)
    assert "9 seluruhnya, 7 dijawab" in page and len(response.content) < WIRE
    assert "English" in page and Client().get("/en/check/figures/").status_code == 200
    rows = Client().get("/cek/angka.csv").content.decode().splitlines()
    assert rows[0] == "day,asked,answered,suggested,asked_back,unknown"
    assert len(rows) == 31 and rows[-1].endswith(",9,7,0,0,2")


def test_only_published_verdicts_are_named_among_what_was_asked_most(desk):
    answered(RUMOUR)
    claim = Claim.objects.get()
    item = desk.item("verdict", title="Tidak benar surat suara dijual", claim=claim.wording)
    actions.tie_verdict(claim=claim, item=item, by=desk.checker, at=NOW)
    version = desk_actions.propose(item=item, by=desk.checker, at=NOW)
    before = Client().get("/cek/angka/").content.decode()
    assert "surat suara" not in before
    for name in desk.approvers("verdict"):
        version = desk_actions.approve(version=version, by=desk.people[name], at=NOW)
    after = Client().get("/cek/angka/").content.decode()
    assert "Tidak benar surat suara dijual" in after and "ditanyakan 1 kali" in after
    assert RUMOUR not in after


def test_the_way_there_is_on_home_in_the_navigation_and_below_fact_checks(desk):
    version = desk.published("verdict", title="Salah, nomor paslon", slug="nomor")
    for path in ("/", version.path):
        tree = html.fromstring(Client().get(path).content)
        assert tree.xpath("//nav[contains(@class, 'sections')]//a[@href='/cek/']")
        assert tree.xpath("//main//form[@action='/cek/'] | //main//a[@href='/cek/']")
