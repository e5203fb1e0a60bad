"""The check of a claim: assigned, noted, stood on evidence, asked of the commission."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from warcio.archiveiterator import ArchiveIterator

from sasando.claims import actions
from sasando.claims.actions.questions import is_genuine
from sasando.claims.exceptions import NotAllowed, WrongState
from sasando.claims.models import Claim, Evidence
from sasando.parties.models import PublicSigningKey
from sasando.trust.keys import PublicKey, from_b64url
from tests.claims.claims import local_context
from tests.desk.builders import NOW, Desk


@pytest.fixture
def claim(desk: Desk) -> Claim:
    return Claim.objects.create(wording="KTP digital ditolak di TPS", first_seen=NOW, last_seen=NOW)


@pytest.fixture
def page() -> Iterator[str]:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/ada" else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<html><title>Asli</title><p>Isi halaman.</p></html>")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_check_is_given_to_two_people_and_every_step_is_on_record(
    desk: Desk, claim: Claim
) -> None:
    with pytest.raises(NotAllowed):
        actions.assign(claim=claim, checker=desk.officer, by=desk.editor, at=NOW)
    with pytest.raises(NotAllowed):
        actions.assign(
            claim=claim, checker=desk.checker, second=desk.checker, by=desk.editor, at=NOW
        )
    actions.assign(claim=claim, checker=desk.checker, second=desk.colleague, by=desk.editor, at=NOW)
    actions.note(claim=claim, text="Ditelusuri ke grup warga.", by=desk.checker, at=NOW)
    actions.drop(claim=claim, because="Bukan klaim fakta.", by=desk.checker, at=NOW)
    with pytest.raises(WrongState):
        actions.assign(claim=claim, checker=desk.checker, by=desk.editor, at=NOW)
    claim = actions.reopen(claim=claim, by=desk.checker, at=NOW)
    assert claim.state == Claim.State.CHECKING
    assert [entry.kind for entry in claim.work.all()] == ["assigned", "note", "closed", "note"]


def test_a_page_is_copied_with_hash_and_time(
    desk: Desk, claim: Claim, page: str, settings: object
) -> None:
    evidence = actions.add_evidence(
        claim=claim, title="Unggahan asli", href=f"{page}/ada", by=desk.checker, at=NOW
    )
    assert not evidence.file
    actions.take_copy(evidence=evidence, context=local_context(), at=NOW)
    evidence = Evidence.objects.get()
    with evidence.file.open("rb") as file:
        [record] = list(_records(file))
    assert record == (f"{page}/ada", b"<html><title>Asli</title><p>Isi halaman.</p></html>")
    assert len(evidence.sha256) == 64
    assert evidence.taken_at == NOW


def _records(file: object) -> Iterator[tuple[str, bytes]]:
    for record in ArchiveIterator(file):
        yield record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read()


def test_a_page_that_is_gone_is_said_so(desk: Desk, claim: Claim, page: str) -> None:
    evidence = actions.add_evidence(
        claim=claim, title="Hilang", href=f"{page}/hilang", by=desk.checker, at=NOW
    )
    actions.take_copy(evidence=evidence, context=local_context(), at=NOW)
    evidence.refresh_from_db()
    assert not evidence.file
    assert "404" in evidence.words


def test_a_file_is_kept_as_it_came(desk: Desk, claim: Claim) -> None:
    upload = SimpleUploadedFile("foto.jpg", b"\xff\xd8bukti", content_type="image/jpeg")
    evidence = actions.add_evidence(claim=claim, title="Foto", file=upload, by=desk.checker, at=NOW)
    with evidence.file.open("rb") as file:
        assert file.read() == b"\xff\xd8bukti"
    with pytest.raises(WrongState):
        actions.add_evidence(claim=claim, title="Kosong", by=desk.checker, at=NOW)


def test_the_commission_replies_once_and_signs_it(desk: Desk, claim: Claim) -> None:
    question = actions.ask(
        claim=claim, organisation=desk.kpu, text="Apakah KTP digital sah?", by=desk.checker, at=NOW
    )
    assert question.due_at == NOW + timedelta(hours=24)
    with pytest.raises(NotAllowed):
        actions.reply(question=question, text="Ya.", by=desk.checker, at=NOW)
    question = actions.reply(question=question, text="Sah.", by=desk.officer, at=NOW)
    row = PublicSigningKey.objects.current().of(desk.kpu).get()
    key = PublicKey(from_b64url(row.public))
    assert is_genuine(question, key)
    question.answer = "Tidak sah."
    assert not is_genuine(question, key)
    with pytest.raises(WrongState):
        actions.reply(question=question, text="Lain.", by=desk.officer, at=NOW)
    with pytest.raises(NotAllowed):
        actions.ask(claim=claim, organisation=desk.kpu, text="?", by=desk.officer, at=NOW)
