"""What others would do with the same titles and questions: the lines to be beaten."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence

import numpy as np

from sasando.matching.encoder import Encoder
from sasando.matching.evaluation import Asked, EvaluationSet
from sasando.matching.known import Known

Orders = list[tuple[str, ...]]
Baseline = Callable[[EvaluationSet, Sequence[Asked]], Orders]
TOP = 10


def _texts(known: Sequence[Known]) -> list[str]:
    return [f"{one.title} {one.claim} {one.explanation}".lower() for one in known]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def bm25s(of: EvaluationSet, asked: Sequence[Asked]) -> Orders:
    """BM25 by the package bm25s, title and text as one."""
    import bm25s as package

    index = package.BM25()
    index.index([_words(text) for text in _texts(of.known)], show_progress=False)
    found, scores = index.retrieve(
        [_words(one.text) or ["-"] for one in asked], k=TOP, show_progress=False
    )
    return [
        tuple(of.known[int(p)].id for p, s in zip(row, some, strict=True) if s > 0)
        for row, some in zip(found, scores, strict=True)
    ]


def fts5(of: EvaluationSet, asked: Sequence[Asked]) -> Orders:
    """SQLite FTS5, title twice the text, any word."""
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table known using fts5(id unindexed, title, text)")
    rows = [(one.id, one.title, f"{one.claim} {one.explanation}") for one in of.known]
    base.executemany("insert into known values (?, ?, ?)", rows)
    ask = "select id from known where known match ? order by bm25(known, 0, 2, 1) limit ?"
    out = []
    for one in asked:
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(_words(one.text)))
        found = base.execute(ask, (words, TOP)).fetchall() if words else []
        out.append(tuple(name for (name,) in found))
    return out


def tantivy(of: EvaluationSet, asked: Sequence[Asked]) -> Orders:
    """Tantivy with its defaults, title and text as fields."""
    import tantivy as package

    fields = package.SchemaBuilder().add_text_field("id", stored=True)
    schema = fields.add_text_field("title").add_text_field("text").build()
    index = package.Index(schema)
    writer = index.writer(50_000_000, 1)
    for one in of.known:
        text = f"{one.claim} {one.explanation}"
        writer.add_document(package.Document(id=one.id, title=one.title, text=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()
    out = []
    for one in asked:
        query = index.parse_query(" ".join(_words(one.text)) or "-", ["title", "text"])
        hits = searcher.search(query, TOP).hits
        out.append(tuple(searcher.doc(place)["id"][0] for _, place in hits))
    return out


def letters(of: EvaluationSet, asked: Sequence[Asked]) -> Orders:
    """TF-IDF over character n-grams of 3 to 5 within words, of titles, by scikit-learn."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), dtype=np.float32)
    known = vectoriser.fit_transform([f"{one.title} {one.claim}" for one in of.known]).T.tocsr()
    out: Orders = []
    for start in range(0, len(asked), 500):
        some = vectoriser.transform([one.text for one in asked[start : start + 500]])
        out += _tops((some @ known).toarray(), of)
    return out


def dense(encoder: Encoder) -> Baseline:
    """Cosine of an encoder as it comes, titles only."""

    def orders(of: EvaluationSet, asked: Sequence[Asked]) -> Orders:
        texts = [f"{one.title} {one.claim}".strip() for one in of.known]
        known = encoder.encode(texts, query=False)
        queries = encoder.encode([one.text for one in asked], query=True)
        return _tops(queries @ known.T, of)

    return orders


def _tops(scores: np.ndarray, of: EvaluationSet) -> Orders:
    best = np.argsort(-scores, axis=1, kind="stable")[:, :TOP]
    return [tuple(of.known[int(place)].id for place in row) for row in best]
