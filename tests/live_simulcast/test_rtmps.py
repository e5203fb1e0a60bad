"""RTMPS: the certificate is checked, and a key with a query arrives as it is."""

import asyncio
import datetime
import ipaddress
import ssl
from pathlib import Path
from time import monotonic

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sasando.live.simulcast import Target, TargetHealth, TargetState, ways
from sasando.live.simulcast.camera import Camera
from sasando.live.simulcast.flv import Reader
from sasando.live.simulcast.ingest import Connection, Ingest
from sasando.live.simulcast.mixer import Mixer
from sasando.live.simulcast.outputs import Output
from tests.live_simulcast.studio import make_clip

pytestmark = pytest.mark.live

KEY = "FB-123-0-abc?s_bl=1&s_psm=1"


@pytest.mark.parametrize("trusted", [True, False])
def test_only_a_platform_with_a_good_certificate_gets_the_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    certificate, key = made_certificate(tmp_path)
    if trusted:
        monkeypatch.setattr(ways, "_AUTHORITIES", str(certificate))
    health, arrived = asyncio.run(sent(make_clip(tmp_path / "clip.flv"), certificate, key))
    assert arrived is trusted
    assert health.state is (TargetState.LIVE if trusted else TargetState.RETRYING)
    if not trusted:
        assert "certificate" in health.words.lower()
        assert KEY not in health.words


async def sent(clip: Path, certificate: Path, key: Path) -> tuple[TargetHealth, bool]:
    """Send the clip to a platform that speaks TLS; return how it went and whether anything came."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    taker = Camera(Mixer(lambda tag: None), lambda state: None)
    ingest = Ingest(taker, application="rtmp/two", key=KEY)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(ingest), "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    tags = list(Reader().feed(clip.read_bytes()))
    headers = {tag.kind: tag.data for tag in tags if tag.is_header}
    way = ways.to_target(Target(name="t", url=f"rtmps://127.0.0.1:{port}/rtmp/two/", key=KEY))
    output = Output(way, headers, [])
    keeper = asyncio.create_task(output.keep())
    settled = (TargetState.LIVE, TargetState.RETRYING)
    for tag in (tag for tag in tags * 20 if not tag.is_header):
        output.put(tag)
        await asyncio.sleep(0.01)
        if output.health(monotonic()).state in settled:
            break
    health, arrived = output.health(monotonic()), taker.health(monotonic()).connected
    await output.close()
    await keeper
    server.close()
    return health, arrived


def made_certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate of 127.0.0.1 that nobody but itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "c.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "k.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder / "c.pem", folder / "k.pem"
