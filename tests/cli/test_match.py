"""``sasando match evaluate``: any folder is measured, without a house; a broken one is refused."""

import json
from pathlib import Path

from typer.testing import CliRunner

from sasando.cli import app, load_commands


def measure(folder: Path, *more: str) -> tuple[int, str]:
    load_commands()
    done = CliRunner().invoke(app, ["match", "evaluate", str(folder), "--words-only", *more])
    return done.exit_code, done.output


def test_a_folder_is_measured_by_one_command(tmp_path: Path) -> None:
    rows = [
        {"id": f"d{number}", "title": f"Gempa mengguncang kota {city} kemarin malam"}
        for number, city in enumerate(["Kupang", "Atambua", "Ruteng", "Ende", "Maumere"])
    ]
    asked = [{"id": row["id"], "text": f"bener gak {row['title']}"} for row in rows]
    for name, some in (("corpus", rows), ("queries", asked)):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in some))
    (tmp_path / "qrels.tsv").write_text("".join(f"{row['id']}\t{row['id']}\n" for row in rows))
    report = tmp_path / "report.html"
    code, output = measure(tmp_path, "--report", str(report))
    assert code == 0, output
    assert "1.000 (1.000-1.000)" in output
    assert "</html>" in report.read_text()


def test_a_folder_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    code, _ = measure(tmp_path)
    assert code == 2
