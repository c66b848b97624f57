"""All formats of answers. A new format is a module of this folder and a line in FORMATS."""

from importlib import import_module

import msgspec

from norec_cli.render.sheet import Sheet


class Format(msgspec.Struct, frozen=True):
    """A format in which a sheet can be written.

    Attributes:
        name: what `--format` calls it.
        endings: the endings of file names by which `--output` chooses it.
        module: the module of this folder that writes it, loaded only when it is needed.
        function: the function of that module that makes text or bytes of a sheet.
        fits_terminal: whether the function also takes a width and `color`.
    """

    name: str
    endings: tuple[str, ...]
    module: str
    function: str
    fits_terminal: bool = False

    def write(self, sheet: Sheet, width: int | None, *, color: bool) -> bytes:
        """Return a sheet in this format, texts in UTF-8.

        Args:
            sheet: the sheet.
            width: columns of the terminal; None if there is none to fit.
            color: whether colour may be used.
        """
        function = getattr(import_module(f"{__package__}.{self.module}"), self.function)
        written: str | bytes = function(sheet, width, color=color) if self.fits_terminal else function(sheet)
        return written.encode() if isinstance(written, str) else written


# By name, in the order of the help.
FORMATS = {
    entry.name: entry
    for entry in (
        Format("table", (), "table", "table", fits_terminal=True),
        Format("plain", (".txt",), "text", "plain"),
        Format("csv", (".csv",), "text", "comma_separated"),
        Format("json", (".json",), "text", "json_document"),
        Format("jsonl", (".jsonl", ".ndjson"), "text", "json_lines"),
        Format("markdown", (".md", ".markdown"), "text", "markdown"),
        Format("xlsx", (".xlsx",), "xlsx", "workbook"),
    )
}

# Names of formats by the endings of file names.
ENDINGS = {ending: entry.name for entry in FORMATS.values() for ending in entry.endings}
