"""`norec partners`: the register of partner organisations."""

from norec_cli.commands.partners import add, change, edit, read
from norec_cli.commands.partners.group import app

__all__ = ["add", "app", "change", "edit", "read"]
