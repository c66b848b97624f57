"""`norec partners`: the register of partner organisations."""

from norec_cli.commands.partners import add, edit, lifecycle, list_show, merge
from norec_cli.commands.partners.common import app

__all__ = ["add", "app", "edit", "lifecycle", "list_show", "merge"]
