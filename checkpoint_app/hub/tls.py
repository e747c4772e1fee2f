"""The certificate of a server of ours: made by itself, named by its fingerprint, pinned by whoever talks to it.

No authority signs it: there is none on the station's network. A client knows the fingerprint (SHA-256 of the certificate, DER) from its
enrolment or from a sheet of paper, and refuses any other (`sync.pinned`).
"""

from __future__ import annotations

import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

FILE = "server.pem"
_YEARS = 20
"""Laptop clocks may be wrong by years; the pin decides, not the calendar."""


def make(name: str) -> tuple[bytes, bytes]:
    """A new key and its certificate, both PEM. `name` is shown to people only."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:60])])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=365 * _YEARS))
        .not_valid_after(now + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return private, certificate.public_bytes(serialization.Encoding.PEM)


def kept(folder: Path, name: str) -> tuple[bytes, bytes]:
    """Key and certificate of a server that has no store of its own: in a file that only this user reads, made the first time."""
    file = folder / FILE
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key, certificate = make(name)
        aside = folder / f"{FILE}.new"
        aside.touch(mode=0o600)
        aside.write_bytes(key + certificate)
        aside.replace(file)
    key, mark, certificate = file.read_bytes().partition(b"-----BEGIN CERTIFICATE-----")
    return key, mark + certificate


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of a PEM certificate, as 64 hex digits."""
    return x509.load_pem_x509_certificate(certificate).fingerprint(hashes.SHA256()).hex()


def shown(digits: str) -> str:
    """A fingerprint as people compare it: groups of four."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4)).upper()


def server_context(key: bytes, certificate: bytes) -> ssl.SSLContext:
    """What the server speaks with.

    WORKAROUND: `ssl` reads keys from files only (https://github.com/python/cpython/issues/60691). The file lives for the moment of the
    call, readable by this user alone.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    with tempfile.TemporaryDirectory(prefix="checkpoint-tls-") as folder:
        file = Path(folder, "key.pem")
        file.touch(mode=0o600)
        file.write_bytes(key + certificate)
        context.load_cert_chain(file)
    return context
