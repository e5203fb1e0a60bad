"""The desk's screens of the calendar: imports with a report by row, dates that stay."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sasando.documents.vocabulary import PartyKind
from sasando.elections.actions import ensure_permissions, load_calendar_2024
from sasando.elections.models import Stage
from sasando.parties.actions import appoint, ensure_groups, found_organisation
from sasando.parties.models import Person, Role

GOOD = "pemilihan,kode,no,tahapan,mulai,selesai\npilkada2024,S-1,1,Kampanye,2024-09-25,\n"


def member(role):
    ensure_groups()
    ensure_permissions()
    kpu = found_organisation(code="kpu", name="KPU", kind=PartyKind.COMMISSION)
    person = Person.objects.create_user(role.value, f"{role.value}@example.org")
    appoint(person=person, organisation=kpu, role=role)
    return person


@pytest.fixture
def desk(client, db):
    client.force_login(member(Role.INFORMATION_HEAD))
    return client


def upload(desk, text):
    file = SimpleUploadedFile("t.csv", text.encode(), "text/csv")
    return desk.post(reverse("sasando_elections:import", args=["stages"]), {"file": file})


def test_a_table_is_taken_or_told_what_is_wrong_by_row(desk, election):
    refused = upload(desk, GOOD.replace("2024-09-25", "2024-09-31"))
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "2024-09-31" in page
    assert "<td>2</td>" in page
    assert not Stage.objects.exists()
    assert upload(desk, GOOD).status_code == 302
    assert Stage.objects.get().code == "S-1"


@pytest.mark.parametrize("kind", ["elections", "stages", "places", "figures"])
def test_each_table_names_its_columns(desk, kind):
    response = desk.get(reverse("sasando_elections:import", args=[kind]))
    assert "<code>" in response.content.decode()


def test_an_officer_reads_the_calendar_and_imports_nothing(client, election, stage):
    client.force_login(member(Role.OFFICER))
    assert client.get(reverse("wagtailsnippets_sasando_elections_stage:list")).status_code == 200
    assert client.get(reverse("sasando_elections:discrepancies")).status_code == 200
    assert upload(client, GOOD).status_code == 302
    assert not Stage.objects.filter(code="S-1").exists()


def test_dates_of_a_stage_do_not_change_on_the_screen(desk, stage):
    url = reverse("wagtailsnippets_sasando_elections_stage:edit", args=[stage.pk])
    page = desk.get(url)
    assert page.context["form"].fields["starts"].disabled
    data = {
        "election": stage.election_id,
        "number": 13,
        "code": stage.code,
        "kind": "ordinary",
        "name": "Nama baru",
        "name_en": "",
        "starts": "2030-01-01",
        "ends": "2030-01-02",
        "place": "",
        "parent": "",
        "note": "",
        "quality": "regulation",
        "source": "",
        "held": "on",
    }
    assert desk.post(url, data).status_code == 302
    stage.refresh_from_db()
    assert (stage.name, stage.starts) == ("Nama baru", date(2024, 9, 22))


def test_figures_at_odds_are_shown_with_their_sources(desk):
    load_calendar_2024()
    page = desk.get(reverse("sasando_elections:discrepancies")).content.decode()
    for told in ("320.659", "158.831", "51.810", "54.588", "199.170", "Teropong NTT", "-10"):
        assert told in page, told


@pytest.mark.parametrize("model", ["stage", "place", "figure", "election", "pollingstations"])
def test_lists_stay_within_their_query_budget(desk, model, django_assert_max_num_queries):
    load_calendar_2024()
    url = reverse(f"wagtailsnippets_sasando_elections_{model}:list")
    desk.get(url)
    with django_assert_max_num_queries(16):
        assert desk.get(url).status_code == 200
