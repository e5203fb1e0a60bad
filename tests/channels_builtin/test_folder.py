"""Hand-overs by file: whole or not there, once for each key, inside the house's folder only."""

import errno
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasando.channels.builtin import folder as folder_module
from sasando.channels.builtin.folder import MANIFEST, SLIP, FolderChannel, slug_of
from sasando.documents import Document
from sasando.documents.document import Correction
from sasando.plugins import (
    Context,
    Problem,
    Receipt,
    Refused,
    RenderedFile,
    Rendition,
    TryLater,
)
from sasando.plugins.testing import sample_document

NAME = "2024-09-20-dpt-pilkada-kota-kupang-v1"


class Plain(FolderChannel):
    slug = "plain"
    label = "Plain folder"

    def render(self, document: Document) -> Rendition:
        return Rendition(
            files=(
                RenderedFile("naskah.txt", "text/plain", document.headline.encode()),
                RenderedFile("foto/01.jpg", "image/jpeg", b"\xff\xd8" * 1000),
            ),
            subject=document.headline,
        )


def deliver(house: Context, key: str = "d-1", **changes: object) -> Receipt:
    channel, document = Plain(options={}, context=house), sample_document(**changes)
    return channel.deliver(document, channel.render(document), key=key)


def folders(house: Context) -> list[str]:
    return sorted(path.name for path in (house.folder / "plain").iterdir())


def test_a_folder_holds_the_rendition_and_says_what_it_is(house: Context) -> None:
    receipt = deliver(house)
    path = Path(receipt.address)
    assert path == (house.folder / "plain" / NAME).resolve()
    assert receipt.identifier == f"plain/{NAME}"
    assert (path / "naskah.txt").read_text() == sample_document().headline
    assert (path / "foto" / "01.jpg").exists()
    manifest = json.loads((path / MANIFEST).read_text())
    assert manifest["code"] == sample_document().code
    assert [file["name"] for file in manifest["files"]] == ["naskah.txt", "foto/01.jpg"]


def test_a_repeat_changes_nothing(house: Context) -> None:
    first = deliver(house)
    (Path(first.address) / "naskah.txt").write_text("coretan redaktur")
    second = deliver(house)
    assert second == first
    assert (Path(first.address) / "naskah.txt").read_text() == "coretan redaktur"
    assert folders(house) == [NAME]


def test_another_hand_over_of_the_same_name_stands_beside_it(house: Context) -> None:
    deliver(house, "d-1")
    deliver(house, "d-2")
    assert folders(house) == [NAME, f"{NAME}-2"]
    assert deliver(house, "d-2").identifier == f"plain/{NAME}-2"


def test_a_strangers_folder_is_left_alone(house: Context) -> None:
    theirs = house.folder / "plain" / NAME
    theirs.mkdir(parents=True)
    (theirs / MANIFEST).write_text("bukan json")
    assert deliver(house).identifier == f"plain/{NAME}-2"
    assert (theirs / MANIFEST).read_text() == "bukan json"


def test_a_correction_brings_a_slip_for_the_next_edition(house: Context) -> None:
    was = deliver(house)
    document = sample_document(
        version=2,
        correction=Correction(
            item=sample_document().item,
            version=1,
            digest=sample_document().digest,
            headline=sample_document().headline,
            href=sample_document().href,
            change="Jumlah TPS 552, bukan 525.",
        ),
    )
    channel = Plain(options={}, context=house)
    receipt = channel.correct(document, channel.render(document), receipt=was, key="d-2")
    slip = (Path(receipt.address) / SLIP).read_text()
    assert "Jumlah TPS 552, bukan 525." in slip
    assert "versi 1" in slip
    assert document.code in slip
    assert Path(was.address).exists()


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, TryLater),
        (errno.EDQUOT, TryLater),
        (errno.EIO, TryLater),
        (errno.EROFS, Refused),
        (errno.EACCES, Refused),
    ],
)
def test_a_disk_that_fails_leaves_no_half_folder(
    house: Context,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    error: type[Exception],
) -> None:
    calls = iter(range(100))

    def fail(handle: int) -> None:
        if next(calls) == 1:  # in the middle: the first file is written
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(folder_module.os, "fsync", fail)
    with pytest.raises(error, match=os.strerror(number)):
        deliver(house)
    assert folders(house) == []
    monkeypatch.undo()
    assert deliver(house).identifier == f"plain/{NAME}"


def test_a_real_full_disk(house: Context) -> None:
    """On a file system of 64 kB, where the machine lets the tests make one."""
    small = house.folder
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small file system")
    try:
        (small / "lain").write_bytes(b"x" * 60_000)
        with pytest.raises(TryLater, match="No space left"):
            deliver(house)
        assert [path for path in small.rglob("*") if "v1" in path.name] == []
        (small / "lain").unlink()
        assert deliver(house).identifier
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_killed_writer_leaves_nothing_that_looks_finished(house: Context) -> None:
    script = dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from sasando.channels.builtin import folder
        from sasando.plugins.testing import sample_context
        from tests.channels_builtin.test_folder import deliver
        calls, settle = iter(range(100)), os.fsync
        def die(handle):
            if next(calls) == 2:
                os.kill(os.getpid(), signal.SIGKILL)
        folder.os.fsync = die
        deliver(sample_context(folder=Path(sys.argv[1])))
        """
    )
    run = subprocess.run([sys.executable, "-c", script, str(house.folder)], cwd=_ROOT)
    assert run.returncode == -signal.SIGKILL
    assert all(name.startswith(".") for name in folders(house))
    assert deliver(house).identifier == f"plain/{NAME}"
    assert folders(house) == [NAME]  # what the dead one left is swept


def test_two_workers_with_one_key_make_one_folder(house: Context) -> None:
    done: list[object] = []

    def work() -> None:
        try:
            done.append(deliver(house).identifier)
        except TryLater as later:
            done.append(later)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert deliver(house).identifier == f"plain/{NAME}"
    assert folders(house) == [NAME]
    assert f"plain/{NAME}" in done


def test_of_a_slow_writer_that_another_sweeps_away_nothing_is_handed_over(
    house: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = folder_module._settle

    def sweep_meanwhile(path: Path) -> None:
        settle(path)
        if path.name.startswith("."):  # all is written and about to get its name
            folder_module._sweep(path.parent, "d-1")

    with monkeypatch.context() as patched:
        patched.setattr(folder_module, "_settle", sweep_meanwhile)
        patched.setattr(
            folder_module.shutil,
            "rmtree",
            lambda path, **_: (path / MANIFEST).unlink(missing_ok=True),  # no more than begun
        )
        with pytest.raises(TryLater):
            deliver(house)
    assert all(name.startswith(".") for name in folders(house))
    assert deliver(house).identifier == f"plain/{NAME}"
    assert folders(house) == [NAME]


@pytest.mark.parametrize("name", ["..", "../luar", "/etc", "a/../../b", "."])
def test_a_folder_outside_the_house_is_refused(house: Context, name: str) -> None:
    channel = Plain(options={"folder": name}, context=house)
    assert [type(problem) for problem in channel.check()] == [Problem]
    with pytest.raises(Refused, match="inside"):
        channel.deliver(sample_document(), channel.render(sample_document()), key="d-1")


def test_a_link_out_of_the_house_is_refused(house: Context, tmp_path: Path) -> None:
    outside = tmp_path / "luar"
    outside.mkdir()
    house.folder.mkdir()
    (house.folder / "plain").symlink_to(outside)
    with pytest.raises(Refused, match="inside"):
        deliver(house)
    assert list(outside.iterdir()) == []


def test_a_house_without_a_folder_says_so(house: Context) -> None:
    with pytest.raises(Refused, match="No folder is set"):
        deliver(replace(house, folder=None))


@given(st.text(max_size=300), st.text(min_size=1, max_size=200).filter(str.strip))
def test_folder_names_are_plain(tail: str, headline: str) -> None:
    href = f"https://sasando.example/rilis/{''.join(tail.split())}/"
    name = slug_of(sample_document(href=href, headline=headline))
    assert name
    assert len(name) <= 80
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_a_file_name_cannot_lead_out(house: Context) -> None:
    class Sly(Plain):
        def render(self, document: Document) -> Rendition:
            return Rendition(files=(RenderedFile("../../luar.txt", "text/plain", b"x"),))

    channel = Sly(options={}, context=house)
    with pytest.raises(Refused, match="leads out"):
        channel.deliver(sample_document(), channel.render(sample_document()), key="d-1")
    assert folders(house) == []


_ROOT = Path(__file__).parents[2]
