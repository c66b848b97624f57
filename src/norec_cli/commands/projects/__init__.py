"""`norec projects`: partners that cooperate under one agreement, in rounds."""

from norec_cli.commands.projects import add, edit, lifecycle, list_show, round  # noqa: A004 - the command's own name
from norec_cli.commands.projects.common import app

__all__ = ["add", "app", "edit", "lifecycle", "list_show", "round"]
