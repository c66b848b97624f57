"""`norec exchanges`: placements of people at hosts."""

from norec_cli.commands.exchanges import change, edit, log, read
from norec_cli.commands.exchanges.group import app

__all__ = ["app", "change", "edit", "log", "read"]
