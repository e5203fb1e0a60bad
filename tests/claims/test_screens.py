"""The screens on which checkers and editors work claims, as people use them."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from sasando.claims import actions
from sasando.claims.models import (
    Alias,
    Claim,
    Evidence,
    ForeignCheck,
    Move,
    Question,
    Reply,
    Tip,
    TipPicture,
)
from sasando.desk.models import Verdict
from sasando.parties.models import Person
from tests.claims.claims import a_claim, ask_about
from tests.desk.builders import Desk

KTP = "KTP digital ditolak di semua TPS di Kupang, bawa kartu keluarga asli"
TPS = "TPS di Oesapa dipindah ke Lasiana tanpa pengumuman"
LIST_BUDGET = 30
CLAIM_BUDGET = 70


@pytest.fixture
def checker(client: Client, desk: Desk) -> Client:
    client.force_login(desk.checker)
    return client


def url(claim: Claim) -> str:
    return reverse("sasando_claim", args=[claim.pk])


def do(client: Client, claim: Claim, verb: str, **data: object):
    there = reverse("sasando_claim_work", args=[claim.pk, verb])
    return client.post(there, data)


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_is_ordered_filtered_searched_and_costs_the_same_for_many(
    checker: Client, desk: Desk
) -> None:
    small, big = a_claim(desk, KTP), a_claim(desk, TPS, people=4)
    actions.rank(at=timezone.now())
    there = reverse("sasando_claims")

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            text_of(checker.get(there))
        return len(found)

    page = text_of(checker.get(there))
    assert page.index(url(big)) < page.index(url(small))
    assert 'class="spark"' in page
    assert "4 people asked" in page
    assert url(small) not in text_of(checker.get(there, {"q": "oesapa"}))
    assert url(big) not in text_of(checker.get(there, {"mine": "1"}))
    assert url(big) not in text_of(checker.get(there, {"state": "settled"}))
    assert url(big) in text_of(checker.get(there, {"place": "53.71"}))
    assert url(big) not in text_of(checker.get(there, {"place": "11"}))
    few = queries()
    now = timezone.now()
    rows = [
        Claim(wording=f"Klaim {n}", first_seen=now, last_seen=now, assignee=desk.checker)
        for n in range(30)
    ]
    Claim.objects.bulk_create(rows)
    assert queries() <= few <= LIST_BUDGET
    assert 'rel="next"' in text_of(checker.get(there))


def test_a_claim_is_taken_noted_described_given_away_dropped_and_reopened(
    checker: Client, desk: Desk
) -> None:
    claim = a_claim(desk, KTP, people=3)
    page = text_of(checker.get(url(claim)))
    assert "I check this" in page
    assert "chart" in page
    assert "sealed" not in page
    assert do(checker, claim, "take").status_code == 302
    do(checker, claim, "note", text="Ditelusuri ke grup warga.")
    do(checker, claim, "describe", wording="KTP digital ditolak", harm="disenfranchising")
    do(checker, claim, "assign", checker=desk.checker.pk, second=desk.colleague.pk)
    claim.refresh_from_db()
    assert (claim.assignee, claim.second_checker) == (desk.checker, desk.colleague)
    assert (claim.wording, claim.harm) == ("KTP digital ditolak", "disenfranchising")
    refused = text_of(do(checker, claim, "assign", checker=desk.checker.pk, second=desk.checker.pk))
    assert "must be somebody else" in refused
    assert "Yuli Radja</option>" in refused
    assert "Maria Bria</option>" not in refused
    do(checker, claim, "drop", because="Pendapat.")
    assert "Take it up again" in text_of(checker.get(url(claim)))
    assert "This claim is closed" in text_of(do(checker, claim, "take"))
    do(checker, claim, "reopen")
    page = text_of(checker.get(url(claim)))
    assert "Ditelusuri ke grup warga." in page
    assert claim.work.count() == 6
    with CaptureQueriesContext(connection) as found:
        checker.get(url(claim))
    assert len(found) <= CLAIM_BUDGET


def test_what_was_typed_is_not_lost_when_it_is_refused(checker: Client, desk: Desk) -> None:
    claim = a_claim(desk, KTP)
    page = text_of(do(checker, claim, "evidence", title="Kiriman di grup", note="Foto surat"))
    assert "Give an address or a file" in page
    assert "Kiriman di grup" in page
    assert not Evidence.objects.exists()


def test_claims_are_merged_split_moved_and_each_is_undone(checker: Client, desk: Desk) -> None:
    one, two = a_claim(desk, KTP, people=2), a_claim(desk, f"Katanya, {TPS}", people=2)
    twin = Claim.objects.create(
        wording=f"{KTP} ya bapak ibu", first_seen=one.first_seen, last_seen=one.last_seen
    )
    page = text_of(checker.get(url(one)))
    assert f'name="other" value="{twin.pk}"' in page
    do(checker, one, "merge", other=twin.pk)
    assert checker.get(url(twin)).status_code == 302  # leads to the claim that stands for it
    do(checker, one, "undo", move=Move.objects.get().pk)
    twin.refresh_from_db()
    assert twin.state == Claim.State.OPEN
    Tip.objects.filter(claim=one).update(claim=two)
    Claim.objects.filter(pk=two.pk).update(tip_count=4)
    ticked = Tip.objects.filter(text=KTP).first()
    assert ticked is not None
    said = text_of(do(checker, two, "split", wording="Baru"))
    assert "Choose at least one message" in said
    do(checker, two, "split", tips=[ticked.pk], wording="Soal KTP")
    split = Claim.objects.get(wording="Soal KTP")
    assert split.tips.count() == 2  # every message with these words
    do(checker, split, "move", tips=[ticked.pk], target=one.pk)
    assert one.tips.count() == 2
    assert "Undo" in text_of(checker.get(url(one)))


def test_samples_are_counted_and_say_why_and_pictures_are_blurred(
    checker: Client, desk: Desk
) -> None:
    claim = a_claim(desk, KTP, people=3)
    tip = claim.tips.latest("pk")
    tip.decision = {
        "reason": "Nothing known is close enough.",
        "matches": [
            {
                "id": "foreign:1",
                "title": "KTP digital sah",
                "source": "foreign",
                "probability": 0.41,
                "how": "words",
                "passage": [0, 11],
                "matched": None,
                "twins": [],
            }
        ],
    }
    tip.save()
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "navy").save(out, "PNG")
    picture = TipPicture(tip=tip, state=TipPicture.State.READ, mime="image/png", text="surat")
    picture.file.save("x.png", SimpleUploadedFile("x.png", out.getvalue()))
    page = text_of(checker.get(url(claim)))
    assert "3×" in page
    assert "41 % · KTP digital sah · by its words: <q>KTP digital</q>" in page
    assert 'class="claims-picture"' in page
    shown = checker.get(reverse("sasando_claim_picture", args=[picture.pk]))
    assert shown["Content-Type"] == "image/png"
    assert b"".join(shown.streaming_content) == out.getvalue()


def test_evidence_and_the_commissions_reply_become_a_draft_verdict(
    checker: Client, desk: Desk
) -> None:
    claim = a_claim(desk, KTP, people=2)
    do(checker, claim, "take")
    do(checker, claim, "evidence", title="Unggahan", href="https://x.example/1")
    do(checker, claim, "evidence", title="PKPU 17", href="https://kpu.example/17")
    do(checker, claim, "evidence", title="Foto", file=SimpleUploadedFile("a.jpg", b"bukti"))
    seen, _law, photo = Evidence.objects.order_by("pk")
    Evidence.objects.filter(pk=seen.pk).update(sha256="a" * 64, taken_at=timezone.now())
    page = text_of(checker.get(url(claim)))
    assert "a" * 64 in page
    assert "Files do not: readers cannot open them." in page
    copy = checker.get(reverse("sasando_claim_evidence", args=[photo.pk]))
    assert b"".join(copy.streaming_content) == b"bukti"
    do(checker, claim, "ask", organisation=desk.kpu.pk, text="Sahkah KTP digital?", hours="24")
    question = Question.objects.get()
    actions.reply(question=question, text="Sah.", by=desk.officer, at=timezone.now())
    went = do(checker, claim, "verdict", seen_in=[seen.pk])
    verdict = Verdict.objects.get()
    assert went.url == reverse("wagtailadmin_pages:edit", args=[verdict.pk])
    assert checker.get(went.url).status_code == 200
    draft = verdict.get_latest_revision_as_object()
    assert draft.claim == KTP
    assert draft.reply_text == "Sah."
    assert len(draft.reply_digest) == 64
    assert [(a.href, a.sha256) for a in draft.appearances.all()] == [
        ("https://x.example/1", "a" * 64)
    ]
    assert [s.title for s in draft.sources.all()] == ["PKPU 17"]
    assert [p.code for p in verdict.partners.all()] == ["pos"]
    assert claim.verdicts.get().item_id == verdict.pk
    assert "has a verdict already" in text_of(do(checker, claim, "verdict"))


def test_what_is_published_already_answers_a_claim(checker: Client, desk: Desk) -> None:
    version = desk.published("release")
    claim = a_claim(desk, "Benarkah pemilih cuma 200 ribu?", people=3)
    page = text_of(checker.get(url(claim), {"cari": "275.085 pemilih"}))
    known = f"version:{version.item.uuid}"
    assert f'name="known_id" value="{known}"' in page
    do(checker, claim, "answered", known_id=known)
    claim.refresh_from_db()
    assert claim.state == Claim.State.SETTLED
    assert Reply.objects.filter(version=version).count() == 3
    assert Alias.objects.get().known_id == known
    assert set(Tip.objects.values_list("state", "known_id")) == {("answered", known)}
    again = a_claim(desk, "Berapa jumlah orang di daftar pemilih tetap kota?", people=1)
    Tip.objects.filter(claim=again).update(asker=None)
    do(checker, again, "answered", known_id=known)
    again.refresh_from_db()
    assert again.merged_into == claim  # one answer, one claim
    assert Reply.objects.filter(version=version).count() == 3


def test_a_check_by_others_answers_a_claim_with_their_name(checker: Client, desk: Desk) -> None:
    check = ForeignCheck.objects.create(
        identifier="x", publisher="Mafindo", href="https://m.example/1", title="Salah: KTP ditolak",
        explanation="KTP digital sah.", rating="Salah", imported_at=timezone.now(),
    )  # fmt: skip
    claim = a_claim(desk, KTP, people=2)
    do(checker, claim, "answered", known_id=f"foreign:{check.pk}")
    assert {r.known_id for r in Reply.objects.all()} == {f"foreign:{check.pk}"}
    assert all("Mafindo" in r.text for r in Reply.objects.all())
    assert Reply.objects.count() == 2
    assert "closed already" in text_of(
        do(checker, claim, "answered", known_id=f"foreign:{check.pk}")
    )


def test_the_first_screen_says_what_matters_most(checker: Client, desk: Desk) -> None:
    claim = a_claim(desk, KTP, people=2)
    asked = timezone.now() - timedelta(days=2)
    actions.ask(claim=claim, organisation=desk.kpu, text="Sah?", by=desk.checker, at=asked)
    reply = Reply.objects.create(
        inbox=claim.tips.first().inbox,
        asker=claim.tips.first().asker,
        reason=Reply.Reason.VERDICT,
        text="…",
        key="k",
        state=Reply.State.REFUSED,
        words="chat not found",
        created_at=asked,
        due_at=asked,
    )
    page = text_of(checker.get(reverse("wagtailadmin_home")))
    for words in (url(claim), "No reply. The time was up", "chat not found", "not known"):
        assert words in page
    assert checker.post(reverse("sasando_reply_retry", args=[reply.pk])).status_code == 302
    reply.refresh_from_db()
    assert reply.state == Reply.State.WAITING


def test_questions_and_answers_in_numbers(checker: Client, desk: Desk) -> None:
    ask_about(desk, KTP)
    page = text_of(checker.get(reverse("sasando_answers")))
    assert page.count("<svg") >= 4
    assert "As a table" in page
    lines = b"".join(checker.get(reverse("sasando_answers_file")).streaming_content).decode()
    head, row = lines.splitlines()
    assert head == "hour_utc,source,outcome,language,count"
    assert row.endswith(",telegram,unknown,id,1")


def test_an_inbox_is_set_up_and_keeps_its_secrets(client: Client, desk: Desk) -> None:
    admin = Person.objects.create_superuser("admin", "admin@example.org", "sandi-panjang-9")
    client.force_login(admin)
    values = {
        "name": "Telegram Pos",
        "code": "tg",
        "organisation": desk.pos.pk,
        "messenger": "telegram",
        "language": "id",
        "place": "",
        "active": "on",
    }
    assert client.post(reverse("inboxes:add"), values).status_code == 302
    from sasando.claims.models import Inbox

    inbox = Inbox.objects.get()
    edit = reverse("inboxes:edit", args=[inbox.pk])
    page = text_of(client.get(edit))
    assert "/masuk/tg/" in page
    token = "1234567890:" + "a" * 35
    options = {
        "option_token": token,
        "option_webhook_secret": "rahasia-yang-cukup-panjang-1",
        "option_username": "pos_bot",
        "option_server": "http://127.0.0.1:9",
    }
    known = {f"option_{f.name}" for f in _fields()}
    sent = {k: v for k, v in options.items() if k in known}
    response = client.post(edit, values | dict.fromkeys(known, "") | sent)
    assert response.status_code == 302
    inbox.refresh_from_db()
    assert inbox.secrets["token"] == token
    assert token not in text_of(client.get(edit))
    assert token not in str(Inbox.objects.values())
    off = {k: v for k, v in values.items() if k != "active"} | dict.fromkeys(known, "")
    client.post(
        edit, off | {k: v for k, v in sent.items() if "token" not in k and "secret" not in k}
    )
    inbox.refresh_from_db()
    assert not inbox.active
    assert inbox.secrets["token"] == token
    for verb in ("check", "webhook"):
        there = reverse(f"sasando_inbox_{verb}", args=[inbox.pk])
        assert client.post(there).status_code == 302


def _fields():
    from sasando.plugins.registry import messenger_named

    return messenger_named("telegram").fields


def test_a_claim_of_a_picture_without_words_has_a_name_to_open_it_by(
    checker: Client, desk: Desk
) -> None:
    claim = a_claim(desk, TPS)
    Claim.objects.filter(pk=claim.pk).update(wording="")
    for page in (reverse("sasando_claims"), reverse("wagtailadmin_home"), url(claim)):
        assert "A picture without words that could be read" in text_of(checker.get(page))


def test_the_question_that_waits_for_the_commission_comes_before_its_own_texts(
    client: Client, desk: Desk
) -> None:
    asked = "When do the polling stations in Oesapa close?"
    claim = a_claim(desk, TPS)
    do_as = Client()
    do_as.force_login(desk.checker)
    do(do_as, claim, "ask", organisation=desk.kpu.pk, text=asked, hours="24")
    client.force_login(desk.officer)
    page = text_of(client.get(reverse("wagtailadmin_home")))
    assert page.index(asked) < page.index('id="desk-waits')
    assert "Nothing waits for you." not in page
