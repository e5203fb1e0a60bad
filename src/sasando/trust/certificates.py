"""Certificates for content credentials: a small authority of the organisation's own, and one signer.

Nobody's trust list knows this authority. Its certificate is published by the organisation, and
whoever verifies gives it as the anchor. A certificate from a public trust list can take its place.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

_AUTHORITY_DAYS = 20 * 365
_SIGNER_DAYS = 5 * 365
_BACKDATED = timedelta(hours=1)  # clocks of verifiers run behind
# C2PA 2.x names its own purpose; validators in use still look for e-mail protection.
_C2PA_CLAIM_SIGNING = ObjectIdentifier("1.3.6.1.4.1.62558.2.1")
_FILES = {
    "authority": "credentials-authority.pem",
    "authority_key": "credentials-authority.key.pem",
    "certificate": "credentials-signer.pem",
    "key": "credentials-signer.key.pem",
}


@dataclass(frozen=True, slots=True, repr=False)
class Issuer:
    """Who signs content credentials; all PEM. ``authority`` may be published, keys never."""

    authority: str  # the certificate verifiers take as their anchor
    authority_key: str  # needed for ``renew_issuer`` only
    certificate: str
    key: str

    def __repr__(self) -> str:
        return "Issuer(...)"

    @property
    def chain(self) -> str:
        """The signer's certificate and the one that vouches for it."""
        return self.certificate + self.authority


def make_issuer(*, organisation: str, at: datetime) -> Issuer:
    """Return a new authority of ``organisation`` and a signer it vouches for.

    Valid from ``at`` (aware): 20 years and 5 years.
    """
    key = Ed25519PrivateKey.generate()
    name = _name(organisation, f"{organisation[:50]} authority")
    authority = (
        _builder(name, name, key.public_key(), at, _AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .sign(key, None)
    )
    return _with_signer(authority, key, at)


def renew_issuer(issuer: Issuer, *, at: datetime) -> Issuer:
    """Return ``issuer`` with a new signer under the same authority, valid from ``at``."""
    key = serialization.load_pem_private_key(issuer.authority_key.encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("the authority's key is not an Ed25519 key")
    return _with_signer(x509.load_pem_x509_certificate(issuer.authority.encode()), key, at)


def _with_signer(
    authority: x509.Certificate, authority_key: Ed25519PrivateKey, at: datetime
) -> Issuer:
    key = Ed25519PrivateKey.generate()
    [organisation] = authority.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    name = _name(str(organisation.value), str(organisation.value))
    purposes = [ExtendedKeyUsageOID.EMAIL_PROTECTION, _C2PA_CLAIM_SIGNING]
    certificate = (
        _builder(name, authority.subject, key.public_key(), at, _SIGNER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),
            critical=False,
        )
        .sign(authority_key, None)
    )
    return Issuer(_pem(authority), _key_pem(authority_key), _pem(certificate), _key_pem(key))


def _name(organisation: str, common_name: str) -> x509.Name:
    # X.520 allows 64 characters for each.
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: Ed25519PublicKey, at: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _BACKDATED)
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def _key_pem(key: Ed25519PrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def write_issuer(issuer: Issuer, folder: Path) -> None:
    """Write ``issuer`` to four files in ``folder``, for their owner only, all or each anew."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for field, name in _FILES.items():
        fresh = folder / f".{name}.new"
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(getattr(issuer, field))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(folder / name)


def read_issuer(folder: Path) -> Issuer:
    """Return the issuer ``write_issuer`` wrote to ``folder``. Raises ``OSError``."""
    return Issuer(**{field: (folder / name).read_text() for field, name in _FILES.items()})


def read_authority(folder: Path) -> str:
    """Return the authority's certificate in ``folder``, which is public; "" when there is none."""
    path = folder / _FILES["authority"]
    return path.read_text() if path.is_file() else ""
