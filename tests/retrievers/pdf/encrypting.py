"""Encrypting PDFs for tests: the standard handler with RC4 of 128 bits and AES of 256 bits.

After ISO 32000-2, 7.6.3 to 7.6.4. For tests only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from tests.retrievers.pdf.making import _PAD, _rc4
from tests.retrievers.pdf.raw_pdf import pdf_of, simple_pdf, text

_PERMISSIONS = -3904  # nothing is allowed
_ID = b"0123456789abcdef"
_SALT = b"saltsalt"
_FILE_KEY = bytes(range(32))


def rc4_128_pdf(lines: Sequence[str], *, user: str, owner: str) -> bytes:
    """Return a page of text, encrypted with revision 3."""
    key = hashlib.md5((owner.encode() + _PAD)[:32]).digest()
    for _ in range(50):
        key = hashlib.md5(key).digest()
    o_entry = (user.encode() + _PAD)[:32]
    for step in range(20):
        o_entry = _rc4(bytes(b ^ step for b in key), o_entry)
    flags = _PERMISSIONS.to_bytes(4, "little", signed=True)
    key = hashlib.md5((user.encode() + _PAD)[:32] + o_entry + flags + _ID).digest()
    for _ in range(50):
        key = hashlib.md5(key).digest()
    u_entry = hashlib.md5(_PAD + _ID).digest()
    for step in range(20):
        u_entry = _rc4(bytes(b ^ step for b in key), u_entry)
    handler = b"<</Filter/Standard/V 2/R 3/Length 128/P %d/O<%b>/U<%b>>>" % (
        _PERMISSIONS,
        o_entry.hex().encode(),
        u_entry.hex().encode() + b"00" * 16,
    )
    number = 6  # the content stream's, see _encrypted
    stream_key = hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()
    return _encrypted(handler, _rc4(stream_key, text(lines)))


def aes_256_pdf(lines: Sequence[str], *, user: str, owner: str) -> bytes:
    """Return a page of text, encrypted with revision 6 (PDF 2.0)."""
    u_entry = _hash(user.encode() + _SALT, user, b"") + _SALT + _SALT
    ue_entry = _aes_cbc(_hash(user.encode() + _SALT, user, b""), bytes(16), _FILE_KEY)
    o_entry = _hash(owner.encode() + _SALT + u_entry, owner, u_entry) + _SALT + _SALT
    oe_entry = _aes_cbc(_hash(owner.encode() + _SALT + u_entry, owner, u_entry), bytes(16),
                        _FILE_KEY)  # fmt: skip
    flags = _PERMISSIONS.to_bytes(4, "little", signed=True)
    perms = _aes_cbc(_FILE_KEY, bytes(16), flags + b"\xff" * 4 + b"Tadb" + b"abcd")
    handler = (
        b"<</Filter/Standard/V 5/R 6/Length 256/P %d/O<%b>/U<%b>/OE<%b>/UE<%b>/Perms<%b>"
        b"/CF<</StdCF<</CFM/AESV3/AuthEvent/DocOpen/Length 32>>>>/StmF/StdCF/StrF/StdCF>>"
        % (
            _PERMISSIONS,
            *(e.hex().encode() for e in (o_entry, u_entry, oe_entry, ue_entry, perms)),
        )
    )
    content = text(lines)
    padding = 16 - len(content) % 16
    return _encrypted(handler, _ID + _aes_cbc(_FILE_KEY, _ID, content + bytes([padding]) * padding))


def _encrypted(handler: bytes, content: bytes) -> bytes:
    """Return a one-page PDF whose content stream, object 6, is encrypted already."""
    plain = simple_pdf([b"<</Length %d>>\nstream\n%b\nendstream" % (len(content), content)],
                       extra=[handler])  # fmt: skip
    objects = [
        part.split(b" 0 obj\n", 1)[1].rsplit(b"\nendobj\n", 1)[0] for part in _objects(plain)
    ]
    hexed = _ID.hex().encode()
    return pdf_of(objects, b"/Encrypt 4 0 R/ID[<%b><%b>]" % (hexed, hexed))


def _objects(pdf: bytes) -> list[bytes]:
    """Return the objects of a file made by ``pdf_of``, by its table."""
    table = pdf[pdf.rindex(b"xref\n0 ") :] if pdf.count(b"xref\n0 ") == 1 else b""
    offsets = [int(row[:10]) for row in table.split(b"\n") if row.endswith(b"00000 n ")]
    end = pdf.rindex(b"xref\n0 ")
    return [pdf[a:b] for a, b in zip(offsets, [*offsets[1:], end], strict=True)]


def _hash(data: bytes, password: str, u_entry: bytes) -> bytes:
    """Return algorithm 2.B's hash."""
    key = hashlib.sha256(data).digest()
    step = 0
    while True:
        block = (password.encode() + key + u_entry) * 64
        mixed = _aes_cbc(key[:16], key[16:32], block)
        kind = (hashlib.sha256, hashlib.sha384, hashlib.sha512)[sum(mixed[:16]) % 3]
        key = kind(mixed).digest()
        step += 1
        if step >= 64 and mixed[-1] <= step - 32:
            return key[:32]


def _aes_cbc(key: bytes, start: bytes, data: bytes) -> bytes:
    encryptor = Cipher(AES(key), CBC(start)).encryptor()
    return encryptor.update(data) + encryptor.finalize()
