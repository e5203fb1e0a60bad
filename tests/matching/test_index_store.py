"""What was written is read, by every process, also after a crash."""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from sasando.matching.index import Alias, CorruptIndex, IndexBusy, Query, Store, writing
from sasando.matching.index.draft import pack, unpack
from sasando.matching.index.files import writing_alone
from tests.matching.indexed import entry, terms

NAMES = [f"version:{number}" for number in range(6)]
MESSAGES = [
    "besok pemilu diundur karena banjir di kupang",
    "kirim data ktp ke nomor ini agar dapat bantuan",
    "surat suara tercoblos ditemukan di gudang",
    "gempa besar akan datang malam ini di ntt",
]


class AgainstAModel(RuleBasedStateMachine):
    """Any sequence of writes gives what dictionaries would hold."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.store = Store.open(self.folder / str(time.monotonic_ns()))
        self.entries: dict[str, str] = {}
        self.remembered: set[tuple[str, str]] = set()

    @rule(names=st.lists(st.sampled_from(NAMES), max_size=4), title=st.sampled_from(MESSAGES))
    def put(self, names: list[str], title: str) -> None:
        self.store.put([entry(name, f"{title} {name}") for name in names])
        self.entries |= {name: f"{title} {name}" for name in names}

    @rule(names=st.lists(st.sampled_from(NAMES), max_size=3))
    def remove(self, names: list[str]) -> None:
        self.store.remove(names)
        self.entries = {k: v for k, v in self.entries.items() if k not in names}

    @rule(known=st.sampled_from(NAMES), texts=st.lists(st.sampled_from(MESSAGES), max_size=3))
    def remember(self, known: str, texts: list[str]) -> None:
        self.store.remember([Alias(known=known, terms=terms(text)) for text in texts])
        self.remembered |= {(known, text) for text in texts}

    @rule(known=st.sampled_from(NAMES), text=st.sampled_from(MESSAGES))
    def forget(self, known: str, text: str) -> None:
        self.store.forget([Alias(known=known, terms=terms(text))])
        self.remembered.discard((known, text))

    @rule()
    def rebuild(self) -> None:
        entries = [entry(name, title) for name, title in self.entries.items()]
        self.store = Store.rebuild(self.store.folder, entries)

    @rule()
    def open_again(self) -> None:
        self.store = Store.open(self.store.folder)

    @invariant()
    def the_store_holds_what_the_model_holds(self) -> None:
        records = {stored.id: stored.record.decode() for stored in self.store.entries()}
        assert records == self.entries
        assert len(self.store) == len(self.entries)
        kept = {(alias.known, " ".join(alias.terms.letters)) for alias in self.store.aliases()}
        assert kept == self.remembered
        for text in MESSAGES:
            hits = {hit.known for hit in self.store.recognise(terms(text), limit=9) if hit.exact}
            assert hits == {k for k, t in self.remembered if t == text and k in self.entries}
            found = self.store.candidates(Query(terms=terms(text)))
            titles = {found.stored(i).record.decode() for i in range(len(found))}
            assert {title for title in self.entries.values() if title.startswith(text)} <= titles


def test_any_sequence_of_writes_gives_what_a_model_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "LOG", 4)  # so that logs are folded, too
    monkeypatch.setattr(writing, "SMALL", 2)
    machine = type("Machine", (AgainstAModel,), {"folder": tmp_path})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=12, stateful_step_count=15, deadline=None)
    )


def test_many_writes_leave_few_segments_and_no_other_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SMALL", 4)
    store = Store.open(tmp_path)
    for number in range(70):
        store.put([entry(f"version:{number}", f"judul nomor {number}")])
    assert store.statistics().segments <= 6
    assert len(list(tmp_path.iterdir())) == store.statistics().segments + 2
    assert len(store.ids()) == 70
    store.verify()


def _write_on_request(folder: Path, pipe: "multiprocessing.connection.Connection") -> None:
    store = Store.open(folder)
    for number in iter(pipe.recv, None):
        store.put([entry(f"version:{number}", "dari proses lain")])
        store.remember([Alias(known=f"version:{number}", terms=terms(f"pesan {number} ini"))])
        pipe.send(number)


def test_a_reader_sees_at_once_what_another_process_wrote(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    mine, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_write_on_request, args=(tmp_path, theirs)
    )
    process.start()
    try:
        for number in range(5):
            assert store.get(f"version:{number}") is None
            mine.send(number)
            assert mine.recv() == number
            assert store.get(f"version:{number}") is not None
            assert store.recognise(terms(f"pesan {number} ini"))[0].known == f"version:{number}"
    finally:
        mine.send(None)
        process.join(10)


def test_what_was_found_stays_readable_when_the_index_changes(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.put([entry("version:1", "banjir di kupang")])
    found = store.candidates(Query(terms=terms("banjir")))
    Store.rebuild(tmp_path, [entry("version:2", "gempa")])
    assert found.stored(0).id == "version:1"
    assert store.ids() == ["version:2"]


def test_a_second_writer_waits_and_then_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sasando.matching.index.store.WAIT", 0.05)
    store = Store.open(tmp_path)
    with writing_alone(tmp_path, wait=0), pytest.raises(IndexBusy):
        store.put([entry("version:1", "judul")])
    store.put([entry("version:1", "judul")])


WRITER = """
import sys
from pathlib import Path
from sasando.matching.index import Alias, Store, writing
from tests.matching.indexed import entry, terms
writing.LOG = writing.SMALL = 8
store = Store.open(Path(sys.argv[1]))
round = int(sys.argv[2])
while True:
    round += 1
    store.put([entry(f"version:{n}", f"putaran {round}") for n in range(5)])
    store.remember([Alias(known="version:0", terms=terms(f"pesan {round}"))])
    print(round, flush=True)
"""


def test_a_writer_killed_at_any_instant_leaves_the_old_or_the_new_state(tmp_path: Path) -> None:
    chance = random.Random(7)
    done = 0
    until = time.monotonic() + 6
    rounds = 0
    while rounds < 12 and time.monotonic() < until:
        rounds += 1
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(done)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            text=True,
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.random() * 0.05)
        os.kill(process.pid, signal.SIGKILL)
        told = process.stdout.read().split()
        process.wait()
        process.stdout.close()
        store = Store.open(tmp_path)
        store.verify()
        titles = {stored.record.decode() for stored in store.entries()}
        assert len(titles) == 1  # all five entries are of one round
        done = int(titles.pop().split()[1])
        assert done >= max(map(int, told), default=0)
        remembered = {int(alias.terms.letters[1]) for alias in store.aliases()}
        assert {done, done - 1} & remembered
    store.put([entry("version:9", "sesudahnya")])
    kept = {path.name for path in tmp_path.iterdir()} - {"lock", "manifest.json"}
    assert len(kept) <= store.statistics().segments + 2
    assert len({alias.terms.letters for alias in store.aliases()}) >= rounds


def test_a_torn_record_of_the_log_is_ignored_and_then_overwritten(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.put([entry("version:1", "judul")])
    store.remember([Alias(known="version:1", terms=terms("pesan pertama"))])
    log = next(tmp_path.glob("*.log"))
    log.write_bytes(log.read_bytes() + b"\x40\x00\x00\x00torn")
    assert len(Store.open(tmp_path).aliases()) == 1
    store.remember([Alias(known="version:1", terms=terms("pesan kedua"))])
    assert len(store.aliases()) == len(Store.open(tmp_path).aliases()) == 2


@pytest.mark.parametrize("damage", ["manifest", "head", "short", "missing"])
def test_damage_is_told_with_the_way_out_and_a_rebuild_mends_it(
    tmp_path: Path, damage: str
) -> None:
    Store.open(tmp_path).put([entry("version:1", "judul")])
    segment = next(tmp_path.glob("*.seg"))
    if damage == "manifest":
        (tmp_path / "manifest.json").write_text("{}")
    elif damage == "head":
        segment.write_bytes(b"x" * 20 + segment.read_bytes()[20:])
    elif damage == "short":
        segment.write_bytes(segment.read_bytes()[:-400])
    else:
        segment.unlink()
    with pytest.raises(CorruptIndex, match="sasando match rebuild"):
        Store.open(tmp_path)
    store = Store.rebuild(tmp_path, [entry("version:2", "baru")], [])
    assert store.ids() == Store.open(tmp_path).ids() == ["version:2"]


def test_a_flipped_bit_is_found_by_verify(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.put([entry("version:1", "judul yang panjang")])
    segment = next(tmp_path.glob("*.seg"))
    content = bytearray(segment.read_bytes())
    content[content.index(b"panjang")] ^= 1
    segment.write_bytes(content)
    with pytest.raises(CorruptIndex, match="checksum"):
        Store.open(tmp_path).verify()


@pytest.mark.parametrize("by", [-4, -1, 1, 4])
def test_an_entry_whose_length_is_wrong_is_no_entry(by: int) -> None:
    blob = bytearray(pack(entry("version:1", "surat suara tercoblos")))
    blob[0] += by  # the length of what comes before the record, which the checksum does not hold
    with pytest.raises((CorruptIndex, ValueError)):
        unpack(bytes(blob))
