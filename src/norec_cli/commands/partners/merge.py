"""`norec partners merge`."""

from typing import Annotated

import msgspec
import typer

from norec_cli.commands.common.command import DryRunOption, command, open_store
from norec_cli.commands.partners.common import PartnerId, app
from norec_cli.context import Context
from norec_cli.merge.one_partner import merge_two_partners, obstacles
from norec_cli.model.merged_partner import MergedPartner
from norec_cli.model.wording import join_names, plural
from norec_cli.render.screen import confirm, tell
from norec_cli.store.books import Books
from norec_cli.store.changes.partner_merge import PartnerMerge, merge_partners


@command(app, "merge", example="norec partners merge nema-office-ug nema-ug")
def merge(
    context: Context,
    partner_id: PartnerId,
    into: Annotated[str, typer.Argument(metavar="INTO", help="Partner that it becomes, by id or name.")],
    dry_run: DryRunOption = False,
) -> None:
    """Make two partners that are the same organisation one.

    Everything that names ID names INTO afterwards. INTO also gets the names, needs, capacities and adjustments of ID.
    """
    done = merge_partners(open_store(context, "partners merge"), partner_id, into, _merge_records, dry_run=dry_run)
    if dry_run:
        tell(context, *done.merged.gained, *done.merged.no_longer_held)
        tell(context, f"{done.gone} would become {done.kept} in {_mentions(done)}.", "Nothing was changed.")
    else:
        tell(context, *(f"norec: {line}" for line in done.merged.no_longer_held))
        confirm(context, done.kept, f"Merged {done.gone} into {done.kept}, also in {_mentions(done)}.")


def _merge_records(books: Books, gone: str, kept: str) -> MergedPartner:
    """Return the record that two partners become, and why they can't be one."""
    merged = merge_two_partners(gone, books.partners[gone], kept, books.partners[kept])
    found = obstacles(gone, kept, books.partners, books.projects)
    return msgspec.structs.replace(merged, obstacles=tuple(found))


def _mentions(done: PartnerMerge) -> str:
    """Return in words how many exchanges, projects and waivers name the partner that goes."""
    change = done.change
    counts = [plural(change.exchanges, "exchange")]
    counts += [plural(len(change.projects), "project")] if change.projects else []
    counts += [plural(len(change.waivers), "waiver")] if change.waivers else []
    return join_names(counts)
