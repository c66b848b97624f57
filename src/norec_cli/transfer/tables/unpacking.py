"""Zip archives, and so workbooks, unpacked in pieces and never beyond a limit."""

import io
import zlib
from collections import Counter
from pathlib import PurePosixPath
from typing import IO, Any, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from norec_cli.model.errors import NorecError
from norec_cli.model.wording import shorten
from norec_cli.transfer.tables.limits import Limit

_ENCRYPTED = 0x1
_PIECE = 1 << 16
# An XML reader builds a whole row, or a whole text, in memory: this many tags may be in one.
_MOST_TAGS = 1_000_000
_XML = (".xml", ".rels")


class Archive(ZipFile):
    """A zip archive whose files are unpacked piece by piece, because a file may be far larger than the archive says."""

    def __init__(self, file: BinaryIO, limit: Limit) -> None:
        """Open an archive.

        Args:
            file: the archive, open for reading bytes.
            limit: the most that it may hold.

        Raises:
            NorecError: if it is no zip archive, is too large, encrypted, or has a file with a dangerous name or twice.
        """
        self._display_name = display_name = limit.file
        try:
            super().__init__(file)
        except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
            raise NorecError(f"{display_name} is broken, or not what its name says") from None
        members = self.infolist()
        limit.check(sum(member.file_size for member in members))
        for member in members:
            member_name = f'{display_name}: "{shorten(member.filename)}" in it'
            if member.flag_bits & _ENCRYPTED:
                raise NorecError(f"{member_name} is encrypted: save the file without a password")
            path = PurePosixPath(member.filename.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts:
                raise NorecError(f"{member_name} has a path outside the archive: nothing was read from this file")
        name, times = Counter(member.filename for member in members).most_common(1)[0] if members else ("", 0)
        if times > 1:
            raise NorecError(f'{display_name} has "{shorten(name)}" {times:,} times: pack the archive again')

    def open(self, name: str | ZipInfo, mode: str = "r", pwd: bytes | None = None, **_: Any) -> IO[bytes]:  # noqa: ARG002 - the signature of zipfile
        """Open a file of the archive, to be read in pieces."""
        opened = super().open(name, "r", pwd)
        is_xml = (name if isinstance(name, str) else name.filename).lower().endswith(_XML)
        return io.BufferedReader(_Pieces(opened, self._display_name if is_xml else ""), _PIECE)


class _Pieces(io.RawIOBase):
    """A file of an archive that is unpacked one piece at a time."""

    def __init__(self, opened: IO[bytes], xml_of: str) -> None:
        """Begin a file.

        Args:
            opened: the file, open for reading bytes.
            xml_of: the name of the archive for messages if the file is XML, else empty.
        """
        self._opened = opened
        self._xml_of = xml_of
        self._tags = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._opened.read(min(len(buffer), _PIECE))
        buffer[: len(piece)] = piece
        if self._xml_of:
            self._count_tags(piece)
        return len(piece)

    def close(self) -> None:
        self._opened.close()
        super().close()

    def _count_tags(self, piece: bytes) -> None:
        """Refuse a row or a text with more tags than any program writes: reading it would take all memory."""
        ends = max(piece.rfind(b"row"), piece.rfind(b"si>"))
        self._tags = piece.count(b"<", ends) if ends >= 0 else self._tags + piece.count(b"<")
        if self._tags > _MOST_TAGS:
            raise NorecError(
                f"{self._xml_of} has more than {_MOST_TAGS:,} tags in one row or text: no program writes that"
            )
