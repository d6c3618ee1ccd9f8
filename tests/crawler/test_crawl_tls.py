"""Certificates: a page from a server that cannot prove its name is no page."""

from __future__ import annotations

import os
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from crawls import CRAWL_TIMEOUT_S, ROOT, crawl_command, pages
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from small_site import HOST, article

STORY = f"https://{HOST}/news/ferry-landing-of-aldorf-stays-closed"


def write_certificate(path: Path, host: str) -> Path:
    """A certificate for the host that nobody has signed but itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(certificate.public_bytes(Encoding.PEM) + private)
    return path


@contextmanager
def serve_tls(certificate: Path) -> Iterator[tuple[int, list[str]]]:
    """A server that has a story at each path; gives its port, and what was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            is_story = self.path.startswith("/news/")
            body = str(article("Aldorf").body).encode() if is_story else b""
            self.send_response(200 if is_story else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # handshakes that the crawl breaks off
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        server.server_close()


def crawl_tls(data_dir: Path, certificate: Path, environment: dict[str, str]) -> tuple[str, list[str]]:
    """The verdict on the story, and what the server was asked for."""
    with serve_tls(certificate) as (port, asked):
        command = crawl_command(data_dir, f"{HOST}=127.0.0.1:{port}", "-a", f"url={STORY}", "-s", "RETRY_ENABLED=False")
        subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, timeout=CRAWL_TIMEOUT_S, check=False)
        asked_for = list(asked)
    row = pages(data_dir).set_index("url").loc[STORY]
    return f"{row['verdict']}:{row['reason']}" if row["verdict"] == "error" else row["verdict"], asked_for


def test_a_certificate_nobody_vouches_for(data_dir: Path, tmp_path: Path) -> None:
    """The page ends as error:tls, and nothing was asked for over that line."""
    certificate = write_certificate(tmp_path / "own.pem", HOST)
    assert crawl_tls(data_dir, certificate, {}) == ("error:tls", [])


@pytest.mark.slow
@pytest.mark.parametrize(("host", "verdict"), [(HOST, "stored"), ("www.elsewhere.example", "error:tls")])
def test_a_ca_of_the_operators_own(data_dir: Path, tmp_path: Path, host: str, verdict: str) -> None:
    """SSL_CERT_FILE of the environment adds what the operator trusts; a certificate for another name is still none."""
    certificate = write_certificate(tmp_path / "own.pem", host)
    got, asked = crawl_tls(data_dir, certificate, {"SSL_CERT_FILE": str(certificate)})
    assert got == verdict
    assert bool(asked) is (verdict == "stored")
