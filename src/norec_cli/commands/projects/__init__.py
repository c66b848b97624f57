"""`norec projects`: partners that cooperate under one agreement, in rounds."""

from norec_cli.commands.projects import add, change, edit, read, round  # noqa: A004 - the command's own name
from norec_cli.commands.projects.group import app

__all__ = ["add", "app", "change", "edit", "read", "round"]
