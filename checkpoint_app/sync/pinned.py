"""HTTPS to a server of ours: believed by the fingerprint of its certificate alone, whatever name, address and calendar say."""

from __future__ import annotations

import hashlib
import ssl
from urllib.parse import urlsplit

import httpx

from checkpoint_app.errors import UserError
from checkpoint_app.i18n import noop

PORT = 8443
_CONNECT_S, _ANSWER_S = 10.0, 60.0


class BadAddress(UserError):
    code = "SERVER_ADDRESS"
    message = noop("“{url}” is no address of a server.")
    hint = noop("It looks like https://192.168.1.10:8443; the server shows it when it starts.")


class ServerUnreachable(UserError):
    code = "SERVER_UNREACHABLE"
    message = noop("The server {url} does not answer: {what}.")
    hint = noop("Check the network and that the server runs. What was recorded is safe here and goes the next time.")


class WrongCertificate(UserError):
    code = "SERVER_CERTIFICATE"
    message = noop("The server {url} has another certificate than the one that is known.")
    hint = noop(
        "Do not go on: somebody may be in between. Compare the fingerprint with the one that the server shows at its start."
    )


def address(url: str) -> tuple[str, int]:
    """Host and port. Raises BadAddress."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or PORT
    except ValueError as error:
        raise BadAddress(url=url) from error
    if parts.scheme != "https" or not host or parts.path.strip("/"):
        raise BadAddress(url=url)
    return host, port


def certificate_of(url: str) -> str:
    """What the server shows, as PEM, not believed yet. Raises BadAddress, ServerUnreachable."""
    try:
        return ssl.get_server_certificate(address(url), timeout=_CONNECT_S)
    except (OSError, ValueError) as error:
        raise ServerUnreachable(url=url, what=getattr(error, "strerror", None) or str(error)) from error


def fingerprint(pem: str) -> str:
    """SHA-256 of a certificate, 64 hex digits."""
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()


def client(url: str, pinned: str) -> httpx.Client:
    """A client that speaks with the holder of this certificate only. Raises BadAddress, ServerUnreachable, WrongCertificate."""
    host, port = address(url)
    pem = certificate_of(url)
    if fingerprint(pem) != pinned:
        raise WrongCertificate(url=url)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(cadata=pem)
    timeout = httpx.Timeout(_ANSWER_S, connect=_CONNECT_S)
    return httpx.Client(base_url=f"https://{host}:{port}", verify=context, timeout=timeout, trust_env=False)
