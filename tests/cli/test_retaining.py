"""``sasando retain``: the dry run tells, the run does, and they say the same."""

from tests.cli.conftest import Sasando


def test_the_dry_run_names_every_rule_and_changes_nothing(sasando: Sasando) -> None:
    first, again = (
        sasando("retain", "--dry-run", "--json"),
        sasando("retain", "--dry-run", "--json"),
    )
    assert first.code == 0
    assert first.json["dry_run"] is True
    rules = {row["rule"]: row for row in first.json["rules"]}
    assert {"claims.askers", "openness.applicants", "house.sessions"} <= set(rules)
    assert rules["claims.askers"]["kept"] == "30 hari"
    assert [row["due"] for row in first.json["rules"]] == [r["due"] for r in again.json["rules"]]


def test_one_rule_is_carried_out_as_was_said(sasando: Sasando) -> None:
    said = sasando("retain", "--dry-run", "--json", "--only", "claims.allowances").json["rules"]
    done = sasando("retain", "--json", "--only", "claims.allowances").json["rules"]
    assert [row["rule"] for row in done] == ["claims.allowances"]
    assert done[0]["gone"] == said[0]["due"]
    left = sasando("retain", "--dry-run", "--json", "--only", "claims.allowances").json["rules"]
    assert left[0]["due"] == 0


def test_a_table_for_people_and_a_word_for_what_is_no_rule(sasando: Sasando) -> None:
    assert "desk.messages" in sasando("retain", "--dry-run", "--only", "desk").out
    assert sasando("retain", "--dry-run", "--only", "cellar").code == 2
