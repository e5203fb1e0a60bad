"""Frozen pictures are public; what else people uploaded is the desk's."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from sasando.parties.models import Person


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
    answer.close()


@pytest.mark.django_db
def test_a_proof_is_shown_to_the_desk_only(client: Client, files: Path) -> None:
    address = "/media/proofs/2024/11/foto.png"
    assert client.get(address).status_code == 404
    person = Person.objects.create_user("maria", password="sandi-panjang-9")
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(person)
    answer = client.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private")
    answer.close()


@pytest.mark.django_db
def test_nothing_outside_the_folder_is_reached(client: Client, files: Path) -> None:
    assert client.get("/media/pictures/../../etc/passwd").status_code == 400
