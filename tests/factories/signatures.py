"""A certificate authority for tests: a signer that it vouches for, a stranger, a list of revoked certificates."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, sign_pdf

_PEM = serialization.Encoding.PEM
_BEGUN, _ENDS = datetime(2020, 1, 1, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)


def certificate(subject, key, *, issuer=None, issuer_key=None, is_ca=False, names=None):
    """A certificate for signing, of an authority, or of a server with these `names`."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(issuer.subject if issuer else name)
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(_BEGUN).not_valid_after(_ENDS)
    builder = builder.add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    if names is not None:
        builder = builder.add_extension(names, critical=False)
    usage = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "encipher_only"), False)
    usage |= {"decipher_only": False, "digital_signature": True, "content_commitment": not is_ca}
    usage |= {"key_cert_sign": is_ca, "crl_sign": is_ca}
    return builder.add_extension(x509.KeyUsage(**usage), critical=True).sign(issuer_key or key, hashes.SHA256())


@dataclass
class Authority:
    """`folder` trusts the authority; `signer` and `stranger` sign PDFs."""

    folder: Path
    signer: Any
    stranger: Any
    _root: x509.Certificate
    _root_key: Any
    _own: x509.Certificate

    def revoke(self) -> None:
        """Put a list into the folder by which the signer's certificate was revoked."""
        entry = x509.RevokedCertificateBuilder().serial_number(self._own.serial_number).revocation_date(_BEGUN).build()
        builder = x509.CertificateRevocationListBuilder().issuer_name(self._root.subject).last_update(_BEGUN)
        made = builder.next_update(_ENDS).add_revoked_certificate(entry).sign(self._root_key, hashes.SHA256())
        (self.folder / "revoked.crl").write_bytes(made.public_bytes(_PEM))

    def forgive(self) -> None:
        """Take the list away."""
        (self.folder / "revoked.crl").unlink()


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    """A certificate authority with its folder, made once."""
    folder, apart = tmp_path_factory.mktemp("ca"), tmp_path_factory.mktemp("keys")
    keys = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(3)]
    root = certificate("CA thử nghiệm", keys[0], is_ca=True)
    own = certificate("UBND xã Thử Nghiệm", keys[1], issuer=root, issuer_key=keys[0])
    foreign = certificate("Người Lạ", keys[2])
    (folder / "root.pem").write_bytes(root.public_bytes(_PEM))
    signer = _signer(apart, "own", own, keys[1], root)
    return Authority(folder, signer, _signer(apart, "foreign", foreign, keys[2], None), root, keys[0], own)


def _signer(folder, name, own, key, root):
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / f"{name}.key").write_bytes(key.private_bytes(_PEM, *plain))
    (folder / f"{name}.pem").write_bytes(own.public_bytes(_PEM))
    chain = ()
    if root is not None:
        (folder / "chain.pem").write_bytes(root.public_bytes(_PEM))
        chain = (str(folder / "chain.pem"),)
    return SimpleSigner.load(
        key_file=str(folder / f"{name}.key"), cert_file=str(folder / f"{name}.pem"), ca_chain_files=chain
    )


def signed(content: bytes, signer) -> bytes:
    """The content, signed in a thread: pyHanko has a loop of its own, and a browser's may run in this one."""
    output = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    with ThreadPoolExecutor(1) as thread:
        thread.submit(sign_pdf, writer, PdfSignatureMetadata(field_name="Ky"), signer=signer, output=output).result()
    return output.getvalue()
