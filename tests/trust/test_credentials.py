"""Content credentials: written by us, read by the library's own reader, and not believed lightly."""

import http.server
import io
import json
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import c2pa
import pytest
from cryptography import x509
from PIL import Image

from sasando.documents import Document
from sasando.trust import certificates
from sasando.trust.certificates import Issuer, make_issuer, read_issuer, renew_issuer, write_issuer
from sasando.trust.credentials import CredentialsState, embed, read_credentials
from sasando.trust.exceptions import CredentialsFailed, Unreadable
from sasando.trust.qr import qr_png
from tests.documents.builders import a_document, published
from tests.trust.pictures import encoded

SITE = "https://sasando.example"
NOW = datetime.now(UTC)  # the C2PA library holds certificates against the machine's clock
ISSUER = make_issuer(organisation="KPU Kota Kupang", at=NOW)
CARD = qr_png("https://sasando.example/v/7ZK3M-Q9T2A")


def a_card(document: Document | None = None, issuer: Issuer = ISSUER) -> bytes:
    document = document or published(a_document())
    return embed(CARD, document=document, issuer=issuer, site_url=SITE)


def test_a_card_says_which_version_it_shows() -> None:
    document = published(a_document())
    credentials = read_credentials(a_card(document), anchors=ISSUER.authority)
    assert credentials is not None
    assert credentials.state is CredentialsState.TRUSTED
    assert credentials.signer == "KPU Kota Kupang"
    assert credentials.digest == document.digest
    assert credentials.proves(document.digest)
    assert not credentials.proves(a_document(version=2).digest)
    assert credentials.code == document.code
    assert credentials.href == document.href
    assert credentials.item == str(document.item)
    assert credentials.version == 1


def test_the_librarys_reader_sees_who_did_what() -> None:
    with c2pa.Reader("image/png", io.BytesIO(a_card())) as reader:
        manifest = reader.get_active_manifest()
        results = reader.get_validation_results()
    [actions] = [a for a in manifest["assertions"] if a["label"] == "c2pa.actions.v2"]
    created, shown = actions["data"]["actions"]
    assert created["action"] == "c2pa.created"
    assert created["digitalSourceType"].endswith("/digitalCreation")
    assert shown["action"] == "c2pa.published"
    assert shown["when"].startswith("2024-09-20T01:30:00")
    [failure] = results["activeManifest"]["failure"]
    assert failure["code"] == "signingCredential.untrusted"  # no anchor was given


def test_pixels_stay_what_they_are() -> None:
    before, after = Image.open(io.BytesIO(CARD)), Image.open(io.BytesIO(a_card()))
    assert before.tobytes() == after.tobytes()


def test_an_unpublished_document_can_be_named_too() -> None:
    document = a_document()
    credentials = read_credentials(a_card(document))
    assert credentials is not None
    assert credentials.digest == document.digest


def test_anyone_can_sign_so_a_stranger_is_never_trusted() -> None:
    stranger = make_issuer(organisation="KPU Kota Kupang", at=NOW)
    forged = a_card(issuer=stranger)
    without = read_credentials(forged)
    against = read_credentials(forged, anchors=ISSUER.authority)
    assert without is not None
    assert without.state is CredentialsState.VALID
    assert not without.proves(without.digest)
    assert against is not None
    assert against.state is not CredentialsState.TRUSTED


def test_several_authorities_can_be_believed() -> None:
    other = make_issuer(organisation="Pos Kupang", at=NOW)
    for issuer in (ISSUER, other):
        credentials = read_credentials(
            a_card(issuer=issuer), anchors=ISSUER.authority + other.authority
        )
        assert credentials is not None
        assert credentials.state is CredentialsState.TRUSTED


def test_an_altered_card_is_not_valid() -> None:
    card = bytearray(a_card())
    card[-30] ^= 0xFF
    credentials = read_credentials(bytes(card), anchors=ISSUER.authority)
    assert credentials is not None
    assert credentials.state is CredentialsState.INVALID


def test_a_picture_without_credentials_has_none() -> None:
    assert read_credentials(CARD) is None
    assert read_credentials(encoded(Image.new("RGB", (9, 9)), "JPEG")) is None


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(Unreadable):
        read_credentials(b"\x00\x01")
    with pytest.raises(CredentialsFailed):
        embed(b"bukan png", document=a_document(), issuer=ISSUER, site_url=SITE)


def test_someone_elses_credentials_name_no_document() -> None:
    manifest = {
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "data": {
                    "actions": [
                        {
                            "action": "c2pa.created",
                            "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
                        }
                    ]
                },
            },
            {"label": "sasando.document", "data": {"digest": 7, "version": "x", "code": ["A"]}},
        ]
    }
    credentials = read_credentials(signed(manifest))
    assert credentials is not None
    assert credentials.state is CredentialsState.VALID
    assert (credentials.digest, credentials.code, credentials.version) == ("", "", None)


def signed(manifest: dict[str, object], *, remote: str = "") -> bytes:
    """A picture with a manifest of any content, as another program could make it."""
    out = io.BytesIO()
    info = c2pa.C2paSignerInfo("ed25519", ISSUER.chain.encode(), ISSUER.key.encode(), None)
    with c2pa.Builder(json.dumps(manifest)) as builder, c2pa.Signer.from_info(info) as signer:
        if remote:
            builder.set_no_embed()
            builder.set_remote_url(remote)
        builder.sign(signer, "image/png", io.BytesIO(CARD), out)
    return out.getvalue()


def test_a_strangers_picture_makes_this_machine_call_nobody() -> None:
    asked: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        actions = {
            "assertions": [
                {
                    "label": "c2pa.actions.v2",
                    "data": {
                        "actions": [
                            {
                                "action": "c2pa.created",
                                "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation",
                            }
                        ]
                    },
                }
            ]
        }
        address = f"http://127.0.0.1:{server.server_port}/manifest.c2pa"
        picture = signed(actions, remote=address)
        found = read_credentials(picture)
        server.shutdown()
        thread.join()
    assert address.encode() in picture
    assert asked == []
    assert found is None or found.state is not CredentialsState.TRUSTED


def test_a_renewed_signer_stands_under_the_same_authority() -> None:
    renewed = renew_issuer(ISSUER, at=NOW)
    assert renewed.certificate != ISSUER.certificate
    credentials = read_credentials(a_card(issuer=renewed), anchors=ISSUER.authority)
    assert credentials is not None
    assert credentials.state is CredentialsState.TRUSTED


def test_an_expired_certificate_signs_nothing() -> None:
    old = make_issuer(organisation="KPU Kota Kupang", at=NOW - timedelta(days=6 * 365))
    with pytest.raises(CredentialsFailed):
        a_card(issuer=old)


def test_a_credential_outlives_its_certificate_without_being_called_altered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(certificates, "_SIGNER_DAYS", 0)
    for within_s in (2, 10, 50):  # as long as this machine needs to make a card
        soon = datetime.now(UTC) + timedelta(seconds=within_s)
        issuer = make_issuer(organisation="KPU Kota Kupang", at=soon)
        with suppress(CredentialsFailed):
            card = a_card(issuer=issuer)
        if datetime.now(UTC) < soon:
            break
    # The library asks the machine's clock, and certificates count whole seconds.
    time.sleep((soon - datetime.now(UTC)).total_seconds() + 1.2)
    credentials = read_credentials(card, anchors=issuer.authority)
    assert credentials is not None
    assert credentials.state is CredentialsState.EXPIRED
    assert not credentials.proves(credentials.digest)
    altered = card[:-30] + bytes([card[-30] ^ 0xFF]) + card[-29:]
    after = read_credentials(altered, anchors=issuer.authority)
    assert after is not None
    assert after.state is CredentialsState.INVALID


def test_the_issuer_is_kept_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    write_issuer(ISSUER, folder)
    write_issuer(ISSUER, folder)
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert len(list(folder.iterdir())) == 4
    assert read_issuer(folder) == ISSUER
    assert "PRIVATE" not in repr(ISSUER)


def test_a_long_name_still_gets_a_certificate() -> None:
    name = "Komisi Independen Pemilihan Kabupaten dengan Nama yang Sangat Panjang Sekali"
    issuer = make_issuer(organisation=name, at=NOW)
    certificate = x509.load_pem_x509_certificate(issuer.certificate.encode())
    assert certificate.not_valid_before_utc <= NOW
    assert read_credentials(a_card(issuer=issuer), anchors=issuer.authority) is not None
