"""A receiver over TLS on this machine, whose certificate and address are trusted in the test alone."""

import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.factories.signatures import certificate


@dataclass
class Receiver:
    """What came, as (headers, body); `statuses` are answered in turn, then 204."""

    url: str
    came: list = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)


@pytest.fixture(scope="session")
def certificate_file(tmp_path_factory):
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    path = tmp_path_factory.mktemp("receiver") / "localhost.pem"
    own = certificate("localhost", key, names=names).public_bytes(pem)
    path.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + own)
    return path


@pytest.fixture
def receiver(certificate_file, monkeypatch, settings):
    settings.WEBHOOK_INNER_ADDRESSES = ("127.0.0.1", "::1")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate_file))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            result.came.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(result.statuses.pop(0) if result.statuses else 204)
            self.send_header("Location", result.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate_file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    result = Receiver(f"https://localhost:{server.server_port}/hook?from=portal")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield result
    server.shutdown()
    thread.join()
    server.server_close()
