"""Write zip archives whose bytes depend only on their contents, not on time or system."""

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip archive can hold


def archive(members: Mapping[str, bytes]) -> bytes:
    """Return a zip archive.

    Args:
        members: contents of its files, by name.
    """
    out = io.BytesIO()
    with ZipFile(out, "w") as zip_file:
        for name, data in members.items():
            info = ZipInfo(name, _WHEN)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 0  # otherwise it would depend on the operating system
            zip_file.writestr(info, data)
    return out.getvalue()
