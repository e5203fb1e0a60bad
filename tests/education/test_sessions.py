"""Results of a village session, entered on a phone: counts only, and contradictions are named."""

import pytest
from django.test import Client
from django.utils import timezone

from sasando.education import actions
from sasando.education.models import Attendance, Group, Session, SessionAnswer
from sasando.elections.models import Place
from tests.desk.builders import Desk
from tests.education.conftest import lesson


@pytest.fixture
def group(taught: Desk) -> Group:
    return actions.open_group(kind="session", audience="women", day=timezone.localdate())


def sent(client: Client, group: Group, **said: str):
    values = {
        "hari": timezone.localdate().isoformat(),
        "hadir-female-17-21": "12",
        "hadir-male-31-59": "3",
    }
    names = {name.replace("_", "-"): value for name, value in said.items()}
    return client.post(f"/belajar/sesi/{group.code}/", values | names)


def test_counts_by_sex_and_age_are_kept_and_nothing_else(client: Client, group: Group) -> None:
    Place.objects.create(code="53.71.01.1001", name="Namosain", level="village")
    quiz = lesson("jam-buka-tps").document.quizzes[0].ref
    cards = {f"sebelum-{quiz}": "4", f"sesudah-{quiz}": "14"}
    response = sent(client, group, kelurahan="53.71.01.1001", **cards)
    assert response.status_code == 200
    assert "Hasil sesi tersimpan." in response.content.decode()
    assert not response.cookies
    session = Session.objects.get()
    assert session.place is not None
    assert session.place.name == "Namosain"
    assert set(Attendance.objects.values_list("sex", "age", "count")) == {
        ("female", "17-21", 12),
        ("male", "31-59", 3),
    }
    assert set(SessionAnswer.objects.values_list("moment", "right")) == {
        ("before", 4),
        ("after", 14),
    }
    names = {
        field.name for model in (Session, Attendance, SessionAnswer) for field in model._meta.fields
    }
    assert not names & {"name", "address", "phone", "ip", "user", "person", "entered_by"}


def test_a_second_sending_replaces_the_first(client: Client, group: Group) -> None:
    sent(client, group)
    sent(client, group, hadir_female_17_21="20")
    assert Session.objects.count() == 1
    assert Attendance.objects.get(sex="female").count == 20


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"hari": "2999-01-01"}, "lies in the future"),
        ({"hari": "2001-01-01"}, "before the kit was made"),
        ({"hari": "31-02-2026"}, "sebagai tanggal"),
        ({"hadir_female_17_21": "dua belas"}, "angka biasa"),
        ({"hadir_female_17_21": "-3"}, "angka biasa"),
        ({"hadir_female_17_21": "9999"}, "More than 2,000"),
        ({"hadir_female_17_21": "", "hadir_male_31_59": "0"}, "Nobody is counted"),
        ({"QUIZ": "16"}, "More right answers"),
    ],
)
def test_a_contradiction_is_named_and_nothing_is_kept(
    client: Client, group: Group, said: dict[str, str], words: str
) -> None:
    quiz = lesson("jam-buka-tps").document.quizzes[0].ref
    named = {f"sesudah-{quiz}" if name == "QUIZ" else name: value for name, value in said.items()}
    response = sent(client, group, **named)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not Session.objects.exists()


def test_a_half_filled_form_comes_back_as_it_was(client: Client, group: Group) -> None:
    response = sent(client, group, hari="2999-01-01")
    assert 'value="12"' in response.content.decode()


def test_an_unknown_code_has_no_form(client: Client, group: Group) -> None:
    assert client.get("/belajar/sesi/ZZZZZZ/").status_code == 404
    assert client.get(f"/belajar/kelas/{group.code}/").status_code == 404
    assert client.get(f"/belajar/sesi/{group.code.lower()}/").status_code == 200
