"""The desk's screens for outlets and deliveries, as people use them."""

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.admin.admin_url_finder import AdminURLFinder

from sasando.channels import actions
from sasando.channels.models import AccessToken, Delivery, HandOver, Outlet
from sasando.demo.partner import Partner, Trouble
from sasando.desk import actions as desk_actions
from sasando.parties.models import Person
from sasando.plugins import channel_named
from sasando.trust.qr import qr_png
from tests.channels.test_outbox import carry_all, the_delivery
from tests.desk.builders import LATER, Desk

State = Delivery.State
LIST_BUDGET = 40
DETAIL_BUDGET = 40


@pytest.fixture
def admin(db: None) -> Person:
    return Person.objects.create_superuser("admin", "admin@example.org", "sandi-panjang-9")


def as_(client: Client, person: Person) -> Client:
    client.force_login(person)
    return client


def photo_of(*texts: str) -> SimpleUploadedFile:
    """A photo with the QR of each text in it, as a phone would send it."""
    paper = Image.new("RGB", (500 * max(1, len(texts)), 600), "white")
    for number, text in enumerate(texts):
        code = Image.open(io.BytesIO(qr_png(text))).convert("RGB").resize((400, 400))
        paper.paste(code, (500 * number + 50, 100))
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=80)
    return SimpleUploadedFile("foto.jpg", out.getvalue(), "image/jpeg")


@pytest.fixture
def hands(desk: Desk) -> Outlet:
    return Outlet.objects.create(
        code="facebook",
        name="Facebook KPU",
        organisation=desk.kpu,
        channel="by_hand",
        options={"place": "Halaman Facebook", "time": ""},
    )


@pytest.fixture
def task(desk: Desk, hands: Outlet) -> Delivery:
    """A release that waits for somebody to carry it by hand."""
    desk.published()
    carry_all()
    delivery = the_delivery(hands)
    assert delivery.state == State.BY_HAND
    return delivery


def page_of(delivery: Delivery) -> str:
    return reverse("sasando_delivery", args=[delivery.pk])


def short(delivery: Delivery) -> str:
    from django.conf import settings

    return f"{settings.SITE_URL}/v/{delivery.version.code}"


# --- Outlets -------------------------------------------------------------------------------------
def outlet_values(desk: Desk, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Mitra baru",
        "code": "mitra-baru",
        "organisation": str(desk.kpu.pk),
        "channel": "network",
        "kinds": ["release"],
        "languages": ["id"],
        "hand_hours": "24",
        "active": "on",
    } | changes


def test_an_outlet_is_made_in_two_steps_and_keeps_its_secrets_to_itself(
    client: Client, desk: Desk, admin: Person
) -> None:
    as_(client, admin)
    client.post(reverse("outlets:add"), outlet_values(desk))
    outlet = Outlet.objects.get(code="mitra-baru")
    edit = reverse("outlets:edit", args=[outlet.pk])
    assert 'name="option_url"' in client.get(edit).content.decode()
    options = {"option_url": "http://127.0.0.1:9/items", "option_token": "rahasia-sekali"}
    assert client.post(edit, outlet_values(desk, **options)).status_code == 302
    outlet.refresh_from_db()
    assert outlet.secrets["token"] == "rahasia-sekali"
    assert outlet.options["url"] == "http://127.0.0.1:9/items"
    assert "rahasia-sekali" not in client.get(edit).content.decode()
    assert "rahasia-sekali" not in str(Outlet.objects.values())
    options["option_token"] = ""  # left empty: what is stored stays
    assert client.post(edit, outlet_values(desk, **options)).status_code == 302
    outlet.refresh_from_db()
    assert outlet.secrets["token"] == "rahasia-sekali"


def test_the_channel_of_an_outlet_cannot_be_changed(
    client: Client, desk: Desk, admin: Person, hands: Outlet
) -> None:
    edit = reverse("outlets:edit", args=[hands.pk])
    values = outlet_values(desk, channel="email", option_place="Papan", option_time="")
    as_(client, admin).post(edit, values)
    hands.refresh_from_db()
    assert (hands.channel, hands.options["place"]) == ("by_hand", "Papan")


@pytest.mark.parametrize(
    "address", ["http://10.0.0.8/items", "http://192.168.1.4/x", "http://169.254.169.254/", "ftp:x"]
)
def test_an_address_inside_is_refused_with_the_reason(
    client: Client, desk: Desk, admin: Person, network: Outlet, address: str
) -> None:
    before = dict(network.options)
    edit = reverse("outlets:edit", args=[network.pk])
    answer = as_(client, admin).post(edit, outlet_values(desk, option_url=address))
    assert answer.status_code == 200
    assert answer.context["form"].errors["option_url"]
    network.refresh_from_db()
    assert network.options == before


def test_a_stranger_to_outlets_sees_none(client: Client, desk: Desk, network: Outlet) -> None:
    as_(client, desk.reporter)
    for url in (reverse("outlets:add"), reverse("outlets:edit", args=[network.pk])):
        assert client.get(url).status_code in (302, 403)
        assert client.post(url, outlet_values(desk)).status_code in (302, 403)
    assert Outlet.objects.count() == 1


def test_a_token_is_shown_once(client: Client, desk: Desk, admin: Person) -> None:
    values = {
        "name": "CMS Flores",
        "organisation": str(desk.net.pk),
        "expires_at": "2099-01-01 00:00",
    }
    made = as_(client, admin).post(reverse("tokens:add"), values, follow=True).content.decode()
    (token,) = set(re.findall(r"sasando_[\w-]{40,}", made))
    assert AccessToken.objects.get().name == "CMS Flores"
    assert token not in client.get(reverse("tokens:index")).content.decode()


def test_a_token_is_revoked_and_keeps_its_trace(client: Client, desk: Desk, admin: Person) -> None:
    now = timezone.now()
    token, text = AccessToken.objects.issue(
        organisation=desk.net, name="CMS Flores", at=now, expires_at=now + timedelta(days=9)
    )
    as_(client, admin)
    revoke = reverse("tokens:delete", args=[token.pk])
    assert revoke in client.get(reverse("tokens:index")).content.decode()
    assert client.get(revoke).status_code == 200
    assert client.post(revoke).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert AccessToken.objects.valid(text, now) is None
    page = client.get(reverse("tokens:index")).content.decode()
    assert "CMS Flores" in page
    assert revoke not in page


# --- Deliveries ----------------------------------------------------------------------------------
def test_the_list_names_them_all_within_its_budget(
    client: Client, desk: Desk, admin: Person, task: Delivery, django_assert_max_num_queries: Any
) -> None:
    as_(client, admin)
    for _number in range(12):
        desk.published()
    url = reverse("deliveries:index")
    client.get(url)
    with django_assert_max_num_queries(LIST_BUDGET):
        page = client.get(url).content.decode()
    assert page.count(page_of(task)) >= 1
    assert task.version.headline in page
    assert str(State.BY_HAND.label) in page


def test_a_delivery_shows_its_receipt_and_every_try(
    client: Client,
    desk: Desk,
    network: Outlet,
    partner: Partner,
    django_assert_max_num_queries: Any,
) -> None:
    desk.published()
    partner.troubles.append(Trouble(status=403, body=b"kontrak <b>berakhir</b>"))
    carry_all()
    delivery = the_delivery(network)
    as_(client, desk.officer)
    page = client.get(page_of(delivery)).content.decode()
    assert "kontrak" in page
    assert "<b>berakhir" not in page
    retry = reverse("sasando_delivery_retry", args=[delivery.pk])
    assert retry in page
    assert client.get(retry).status_code == 405
    assert client.post(retry).status_code == 302
    carry_all()
    delivery = the_delivery(network)
    assert delivery.state == State.DONE
    client.get(page_of(delivery))
    with django_assert_max_num_queries(DETAIL_BUDGET):
        page = client.get(page_of(delivery)).content.decode()
    assert delivery.hand_over.identifier in page
    assert delivery.hand_over.address in page
    assert retry not in page


def test_the_outbox_is_read_only(client: Client, admin: Person, task: Delivery) -> None:
    page = as_(client, admin).get(reverse("deliveries:index")).content.decode()
    for action in ("new", f"edit/{task.pk}", f"delete/{task.pk}", f"usage/{task.pk}"):
        url = f"{reverse('deliveries:index')}{action}/"
        assert client.get(url).status_code == client.post(url).status_code == 404
        assert url not in page
    assert AdminURLFinder(admin).get_edit_url(task) == page_of(task)


def test_trying_again_is_refused_while_a_worker_has_it(
    client: Client, desk: Desk, network: Outlet
) -> None:
    desk.published()
    (held,) = actions.claim(at=timezone.now())
    retry = reverse("sasando_delivery_retry", args=[held.pk])
    answer = as_(client, desk.officer).post(retry, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]
    assert the_delivery(network).lease == held.lease


def test_the_kit_is_whole(client: Client, desk: Desk, task: Delivery) -> None:
    answer = as_(client, desk.officer).get(reverse("sasando_delivery_kit", args=[task.pk]))
    assert answer["Content-Type"] == "application/zip"
    kit = zipfile.ZipFile(io.BytesIO(answer.content))
    assert kit.testzip() is None
    assert {"kit.txt", "whatsapp.txt", "poster.pdf", "kartu-1080x1080.png"} <= set(kit.namelist())
    assert kit.read("poster.pdf").startswith(b"%PDF")
    assert task.version.code in kit.read("kit.txt").decode()


# --- Proof ---------------------------------------------------------------------------------------
def test_the_qr_in_a_photo_is_the_proof(client: Client, desk: Desk, task: Delivery) -> None:
    as_(client, desk.officer)
    answer = client.post(page_of(task), {"address": "", "photo": photo_of(short(task))})
    assert answer.status_code == 302
    receipt = HandOver.objects.get(delivery=task)
    assert (receipt.proof_code, receipt.brought_by) == (task.version.code, desk.officer)
    assert receipt.proof.size
    task.refresh_from_db()
    assert task.state == State.DONE
    assert task.version.code in client.get(page_of(task)).content.decode()


def test_an_address_alone_is_a_proof(client: Client, desk: Desk, task: Delivery) -> None:
    post = "https://facebook.example/p/1"
    as_(client, desk.officer).post(page_of(task), {"address": post})
    assert HandOver.objects.get(delivery=task).address == post


def test_a_photo_of_another_item_is_refused_with_both_codes(
    client: Client, desk: Desk, task: Delivery
) -> None:
    other = desk.published()
    photo = photo_of(short(task).replace(task.version.code, other.code))
    answer = as_(client, desk.officer).post(page_of(task), {"address": "", "photo": photo})
    (reason,) = answer.context["form"].errors["photo"]
    assert other.code in reason
    assert task.version.code in reason
    assert not HandOver.objects.exists()


def test_a_page_that_carries_two_items_counts_for_both(
    client: Client, desk: Desk, task: Delivery
) -> None:
    other = desk.published()
    photo = photo_of(short(task).replace(task.version.code, other.code), short(task))
    as_(client, desk.officer).post(page_of(task), {"address": "", "photo": photo})
    assert HandOver.objects.get(delivery=task).proof_code == task.version.code


@pytest.mark.parametrize(
    ("photo", "field"),
    [
        (None, "__all__"),
        (photo_of(), "__all__"),
        (photo_of("https://elsewhere.example/v/AAAAA-AAAAA"), "__all__"),
        (SimpleUploadedFile("foto.jpg", b"<svg onload=alert(1)>", "image/jpeg"), "photo"),
        (SimpleUploadedFile("foto.jpg", b"", "image/jpeg"), "photo"),
    ],
    ids=["nothing", "no-qr", "foreign-qr", "disguised", "empty"],
)
def test_without_a_proof_the_task_stays_and_says_why(
    client: Client, desk: Desk, task: Delivery, photo: Any, field: str
) -> None:
    values = {"address": ""} | ({"photo": photo} if photo else {})
    if photo:
        photo.seek(0)
    answer = as_(client, desk.officer).post(page_of(task), values)
    assert answer.status_code == 200
    assert answer.context["form"].errors[field]
    assert not HandOver.objects.exists()
    task.refresh_from_db()
    assert task.state == State.BY_HAND


def test_a_photo_above_the_limit_is_not_even_read(
    client: Client, desk: Desk, task: Delivery, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.UPLOAD_LIMIT_MB = 0
    monkeypatch.setattr("sasando.channels.forms.evidence_in_image", None)
    answer = as_(client, desk.officer).post(page_of(task), {"photo": photo_of(short(task))})
    assert answer.context["form"].errors["photo"]


@pytest.mark.parametrize(
    ("proof", "counts"),
    [
        ({"note": "Diturunkan dari papan kelurahan pukul 10."}, True),
        ({"photo": photo_of()}, True),
        ({"photo": photo_of("http://127.0.0.1:8000/v/AAAAA-AAAAA")}, True),
        ({"address": "https://facebook.example/p/1"}, False),
        ({}, False),
    ],
    ids=["sentence", "empty-board", "another-item-hangs-there", "address", "nothing"],
)
def test_a_copy_that_is_gone_is_proven_by_a_photo_or_a_sentence(
    client: Client, desk: Desk, task: Delivery, proof: dict[str, Any], counts: bool
) -> None:
    as_(client, desk.officer).post(page_of(task), {"address": "https://facebook.example/p/1"})
    desk_actions.withdraw(version=task.version, by=desk.second, reason="Keliru.", at=LATER)
    back = Delivery.objects.get(goal=Delivery.Goal.WITHDRAW)
    page = client.get(page_of(back)).content.decode()
    assert str(back.get_goal_display()) in page
    assert back.task in page
    if photo := proof.get("photo"):
        photo.seek(0)
    client.post(page_of(back), proof)
    back.refresh_from_db()
    assert (back.state == State.DONE) is counts
    assert HandOver.objects.filter(delivery=back).exists() is counts


def test_a_kit_that_was_taken_along_is_taken_back(
    client: Client, desk: Desk, task: Delivery
) -> None:
    as_(client, desk.officer).get(reverse("sasando_delivery_kit", args=[task.pk]))
    desk_actions.withdraw(version=task.version, by=desk.second, reason="Keliru.", at=LATER)
    assert Delivery.objects.get(goal=Delivery.Goal.WITHDRAW).state == State.BY_HAND


def test_bringing_the_proof_twice_keeps_the_first(
    client: Client, desk: Desk, task: Delivery
) -> None:
    as_(client, desk.officer).post(page_of(task), {"address": "https://facebook.example/1"})
    answer = as_(client, desk.head).post(
        page_of(task), {"address": "https://facebook.example/2"}, follow=True
    )
    assert answer.status_code == 200
    assert HandOver.objects.get(delivery=task).brought_by == desk.officer


def test_people_of_another_organisation_are_kept_out(
    client: Client, desk: Desk, task: Delivery
) -> None:
    as_(client, desk.flores)
    urls = [page_of(task)] + [
        reverse(f"sasando_delivery_{name}", args=[task.pk]) for name in ("retry", "kit")
    ]
    for url in urls:
        for answer in (client.get(url), client.post(url, {"address": "https://x.example/"})):
            assert answer.status_code in (302, 403, 405)
            assert task.version.headline not in answer.content.decode()
    assert not HandOver.objects.exists()
    client.logout()
    assert client.get(page_of(task)).status_code == 302


def test_whoever_owns_the_outlet_may_bring_the_proof(
    client: Client, desk: Desk, task: Delivery, hands: Outlet
) -> None:
    hands.organisation = desk.net
    hands.save()
    answer = as_(client, desk.flores).post(page_of(task), {"address": "https://x.example/1"})
    assert answer.status_code == 302
    assert HandOver.objects.get(delivery=task).brought_by == desk.flores


def test_the_home_page_shows_what_failed_and_what_waits_for_hands(
    client: Client, desk: Desk, task: Delivery, network: Outlet, partner: Partner
) -> None:
    partner.troubles.append(Trouble(status=403, body=b"kontrak berakhir"))
    desk.published()
    carry_all()
    page = as_(client, desk.officer).get(reverse("wagtailadmin_home")).content.decode()
    assert page_of(task) in page
    assert page_of(the_delivery(network)) in page
    assert "kontrak berakhir" in page


def test_every_channel_has_a_form(client: Client, desk: Desk, admin: Person) -> None:
    from sasando.plugins import channel_classes

    as_(client, admin)
    for slug in channel_classes():
        outlet = Outlet.objects.create(code=slug, name=slug, organisation=desk.kpu, channel=slug)
        page = client.get(reverse("outlets:edit", args=[outlet.pk])).content.decode()
        for field in channel_named(slug).fields:
            assert f'name="option_{field.name}"' in page
