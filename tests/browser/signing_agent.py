"""A stand-in for the signing token's program: a secure web socket on the loopback address that signs what it gets."""

import base64
import json
import ssl
import threading
from contextlib import contextmanager
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from websockets.sync.server import serve

from tests.factories.signatures import certificate, signed


def _tls(folder):
    """A certificate of its own for the loopback address, as such programs install one."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    own = certificate("127.0.0.1", key, names=names)
    path = folder / "agent.pem"
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    path.write_bytes(key.private_bytes(pem, *plain) + own.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@contextmanager
def signing_agent(folder, signer, *, answers=()):
    """Runs the stand-in; yields its address. `answers` are given first, with the file as it came."""
    waiting = list(answers)

    def answer(connection):
        asked = json.loads(connection.recv())
        if waiting:
            connection.send(json.dumps({"FileData": asked["FileData"]} | waiting.pop(0)))
            return
        content = signed(base64.b64decode(asked["FileData"]), signer)
        reply = {"Status": 0, "Message": "", "FileServer": asked["FileName"]}
        connection.send(json.dumps(reply | {"FileData": base64.b64encode(content).decode()}))

    with serve(answer, "127.0.0.1", 0, ssl=_tls(folder), max_size=None) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"wss://127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()
        thread.join()
