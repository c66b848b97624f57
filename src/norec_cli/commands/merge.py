"""`norec merge`."""

from typing import Annotated

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.converters import one_of
from norec_cli.commands.common.other_store import AllOption, DaysOption, read_other, take_days
from norec_cli.context import Context
from norec_cli.merge.differences import differences
from norec_cli.merge.stores import Choice, Conflict, Decide, Merged, merge_stores
from norec_cli.model.errors import NorecError
from norec_cli.model.ledger import NamedLedger
from norec_cli.model.wording import plural
from norec_cli.render.layouts.merge import lay_out_merge
from norec_cli.render.screen import ask, show, tell
from norec_cli.store.books import Books
from norec_cli.store.changes.merges import Records, put_records

app = typer.Typer(add_completion=False)

_ANSWERS: dict[str, Choice] = {"o": "ours", "t": "theirs", "b": "both"}
_OFFERED = {"o": "ours", "t": "theirs", "b": "both, they are different exchanges", "q": "stop, nothing is changed"}


@command(app, "merge", example="norec merge ../kampala --prefer ours")
def bring_in(
    context: Context,
    others: Annotated[list[str], typer.Argument(metavar="OTHER...", help="Folders of other stores, only read.")],
    prefer: Annotated[
        str | None,
        typer.Option("--prefer", metavar="ours|theirs", help="Whose version holds where two contradict each other."),
    ] = None,
    days: DaysOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would do.")] = False,
    everything: AllOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="The counts as JSON.")] = False,
) -> None:
    """Bring the records of other stores into this one; what both logged stands once.

    Where two versions contradict each other, --prefer says which holds; on a terminal you are asked. Else they are
    listed, and nothing is changed.
    """
    arguments = ArgumentReader()
    preferred = arguments.convert("--prefer", one_of(("ours", "theirs")), prefer)
    near = take_days(arguments, days)
    arguments.raise_errors()
    store = open_store(context, "merge")
    theirs = [read_other(context, store, other) for other in others]
    chosen: dict[Conflict, Choice] = {}
    with store.books() as books:
        ours = NamedLedger.read(books)
    merged = merge_stores(ours, theirs, near, _decider(context, preferred, chosen))
    if preferred is None and not context.can_ask() and chosen:
        raise NorecError(
            f"{plural(len(chosen), 'conflict')}: nothing was changed",
            advice=("--prefer ours or --prefer theirs says which version holds; on a terminal you are asked of each.",),
        )
    if not dry_run:
        put_records(store, lambda books: _records(books, theirs, near, chosen))
    changed = _differs(ours, merged.ledger)
    if not context.quiet:
        _say(context, merged, changed=changed, dry_run=dry_run, everything=everything)
    title = "Would be merged" if dry_run else "Merged" if changed else "Found to be merged already"
    show(context, lay_out_merge(merged.counts, title), "json" if as_json else None)


def _decider(context: Context, preferred: str | None, chosen: dict[Conflict, Choice]) -> Decide:
    """Chooses as it is told, or asks; each is noted, and asked of once."""

    def decide(conflict: Conflict) -> Choice:
        if conflict not in chosen:
            tell(context, f"{conflict.store}: {conflict.about}: {conflict.difference}")
            tell(context, *(f"  {line}" for line in differences(conflict.versions)))
            if preferred is not None:
                chosen[conflict] = "ours" if preferred == "ours" else "theirs"
            else:
                chosen[conflict] = _asked(context, conflict) if context.can_ask() else "ours"
        return chosen[conflict]

    return decide


def _asked(context: Context, conflict: Conflict) -> Choice:
    if conflict.description:
        tell(context, f"  ({conflict.description})")
    offered = {key: what for key, what in _OFFERED.items() if key != "b" or conflict.may_be_both}
    answer = ask(context, "Which is right?", offered)
    if answer not in _ANSWERS:
        raise NorecError("stopped: nothing was changed")
    return _ANSWERS[answer]


def _records(books: Books, theirs: list[NamedLedger], days: int, chosen: dict[Conflict, Choice]) -> Records:
    """The same merge once more, now that nobody else can change the store."""

    def decide(conflict: Conflict) -> Choice:
        if conflict not in chosen:
            raise NorecError("somebody else changed the store meanwhile: nothing was changed, try again")
        return chosen[conflict]

    ledger = merge_stores(NamedLedger.read(books), theirs, days, decide).ledger
    return Records(ledger.partners, ledger.projects, ledger.records)


def _say(context: Context, merged: Merged, *, changed: bool, dry_run: bool, everything: bool) -> None:
    """Print what the merge does, and how many exchanges agree; with `everything`, each of those too."""
    agreeing = list(merged.agreeing)
    if agreeing and not everything:
        agreeing = [f"{plural(len(agreeing), 'exchange agrees', 'exchanges agree')} (--all lists them)."]
    if not changed:
        tell(context, *(agreeing if everything else []), "Nothing to merge.")
        return
    tell(context, *merged.messages, *agreeing, *(["Nothing was changed."] if dry_run else []))


def _differs(before: NamedLedger, after: NamedLedger) -> bool:
    return (before.partners, before.projects) != (after.partners, after.projects) or set(before.records) != set(
        after.records
    )
