"""Zip archives that are the same for the same contents, whenever they are made."""

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_WHEN = (1980, 1, 1, 0, 0, 0)  # the first that an archive can say


def archive(members: Mapping[str, bytes]) -> bytes:
    """An archive.

    Args:
        members: the contents of its files, by name.
    """
    out = io.BytesIO()
    with ZipFile(out, "w") as written:
        for name, data in members.items():
            info = ZipInfo(name, _WHEN)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 0  # or it would tell on which system it was made
            written.writestr(info, data)
    return out.getvalue()
