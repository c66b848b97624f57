"""`norec exchanges`: people that partners send to each other."""

from norec_cli.commands.exchanges import edit, lifecycle, list_show, log
from norec_cli.commands.exchanges.common import app

__all__ = ["app", "edit", "lifecycle", "list_show", "log"]
