"""Zip archives, of which workbooks are a kind, that are read in pieces and never beyond a limit."""

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
# An XML reader builds a row of a sheet, or a text, before anybody sees it: so many tags may be in one.
_MOST_TAGS = 1_000_000
_XML = (".xml", ".rels")


class Archive(ZipFile):
    """A zip archive whose files are unpacked piece by piece: a whole one may be far larger than the archive says."""

    def __init__(self, file: BinaryIO, limit: Limit) -> None:
        """Open an archive.

        Args:
            file: its bytes.
            limit: how much it may hold.

        Raises:
            NorecError: if it is none, or it is one that is better not unpacked.
        """
        self._shown = shown = limit.file
        try:
            super().__init__(file)
        except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
            raise NorecError(f"{shown} is broken, or not what its name says") from None
        members = self.infolist()
        limit.check(sum(member.file_size for member in members))
        for member in members:
            named = f'{shown}: "{shorten(member.filename)}" in it'
            if member.flag_bits & _ENCRYPTED:
                raise NorecError(f"{named} is encrypted: save the file without a password")
            path = PurePosixPath(member.filename.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts:
                raise NorecError(f"{named} is meant for a place outside of it: nothing of this file is read")
        name, times = Counter(member.filename for member in members).most_common(1)[0] if members else ("", 0)
        if times > 1:
            raise NorecError(f'{shown} has "{shorten(name)}" {times:,} times: pack it anew')

    def open(self, name: str | ZipInfo, mode: str = "r", pwd: bytes | None = None, **_: Any) -> IO[bytes]:  # noqa: ARG002 - as the library has it
        """Open a file of the archive, to be read in pieces."""
        opened = super().open(name, "r", pwd)
        of_xml = (name if isinstance(name, str) else name.filename).lower().endswith(_XML)
        return io.BufferedReader(_Pieces(opened, self._shown if of_xml else ""), _PIECE)


class _Pieces(io.RawIOBase):
    """A file of an archive, of which never more than a piece is unpacked at once."""

    def __init__(self, opened: IO[bytes], xml_of: str) -> None:
        """Begin a file; where it is XML, with the name of the archive for messages."""
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
        """Refuse a row or a text of more tags than any program writes: to read it would take all memory."""
        ends = max(piece.rfind(b"row"), piece.rfind(b"si>"))
        self._tags = piece.count(b"<", ends) if ends >= 0 else self._tags + piece.count(b"<")
        if self._tags > _MOST_TAGS:
            raise NorecError(
                f"{self._xml_of} has more than {_MOST_TAGS:,} tags in one row or text: no program writes that"
            )
