"""Frozen pictures are public; what else people uploaded is the desk's."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.http import Http404
from django.test import Client, RequestFactory

from sasando.parties.models import Person
from sasando.site.views.media import media


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    for name in ("pictures/aa.png", "proofs/2024/11/foto.png"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_bytes(b"gambar")
    return tmp_path


@pytest.mark.django_db
def test_a_frozen_picture_is_served_to_everyone_for_ever(
    client: Client, files: Path, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/media/pictures/aa.png")
    assert answer.status_code == 200
    assert "immutable" in answer["Cache-Control"]
    answer.getvalue()


@pytest.mark.django_db
def test_a_proof_is_shown_to_the_desk_only(client: Client, files: Path) -> None:
    address = "/media/proofs/2024/11/foto.png"
    assert client.get(address).status_code == 404
    person = Person.objects.create_user("maria", password="sandi-panjang-9")
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(person)
    answer = client.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private")
    answer.getvalue()


@pytest.mark.django_db
def test_nothing_outside_the_folder_is_reached(client: Client, files: Path) -> None:
    assert client.get("/media/pictures/../../etc/passwd").status_code in (400, 404)


@pytest.mark.parametrize(
    "raw",
    [
        "pictures/../proofs/2024/11/foto.png",
        "pictures/./../proofs/2024/11/foto.png",
        "pictures//../proofs/2024/11/foto.png",
        "pictures/aa.png/../../proofs/2024/11/foto.png",
        "./pictures/../proofs/2024/11/foto.png",
        "pictures\\..\\..\\proofs\\2024\\11\\foto.png",
        "pictures/..\\proofs/2024/11/foto.png",
        "pictures/%2e%2e/proofs/2024/11/foto.png",
        "pictures/..",
        "pictures/",
        "pictures/aa.png\n",
    ],
)
def test_no_way_round_a_public_name_leads_to_the_desks_files(files: Path, raw: str) -> None:
    request = RequestFactory().get("/media/x")
    request.user = AnonymousUser()
    with pytest.raises(Http404):
        media(request, raw)


@pytest.mark.django_db
@pytest.mark.parametrize("dots", ["..", "%2e%2e", "%2E.", "..%2f..%2fpictures%2f.."])
def test_dots_in_an_address_are_no_way_out_of_the_public_folder(
    client: Client, files: Path, dots: str
) -> None:
    answer = client.generic("GET", f"/media/pictures/{dots}/proofs/2024/11/foto.png")
    assert answer.status_code in (400, 404)
