"""`norec merge`."""

from typing import Annotated

import typer

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.command import DryRunOption, command, open_store
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
_MEANINGS = {"o": "ours", "t": "theirs", "b": "both, they are different exchanges", "q": "stop, nothing is changed"}


@command(app, "merge", example="norec merge ../kampala --prefer ours")
def merge(
    context: Context,
    others: Annotated[
        list[str], typer.Argument(metavar="OTHER...", help="Folders of other stores; they are only read.")
    ],
    prefer: Annotated[
        str | None,
        typer.Option(
            "--prefer", metavar="ours|theirs", help="Version to keep where two conflict; default: ask on a terminal."
        ),
    ] = None,
    days: DaysOption = None,
    dry_run: DryRunOption = False,
    everything: AllOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Merge the records of other stores into this one; an exchange that both recorded is kept once.

    Where two versions conflict, --prefer says which to keep, and on a terminal you are asked. Otherwise they are
    listed, and nothing is changed.
    """
    arguments = ArgumentReader()
    preferred = arguments.convert("--prefer", one_of(("ours", "theirs")), prefer)
    near = take_days(arguments, days)
    arguments.raise_problems()
    store = open_store(context, "merge")
    theirs = [read_other(context, store, folder) for folder in others]
    chosen: dict[Conflict, Choice] = {}
    with store.books() as books:
        ours = NamedLedger.read(books)
    merged = merge_stores(ours, theirs, near, _decider(context, preferred, chosen))
    if preferred is None and not context.can_ask() and chosen:
        raise NorecError(
            f"{plural(len(chosen), 'conflict')}: nothing was changed",
            advice=("Choose with --prefer ours or --prefer theirs, or use a terminal to be asked about each.",),
        )
    if not dry_run:
        put_records(store, lambda books: _records(books, theirs, near, chosen))
    changed = _differs(ours, merged.ledger)
    if not context.options.quiet:
        _print_result(context, merged, changed=changed, dry_run=dry_run, everything=everything)
    title = "Would be merged" if dry_run else "Merged" if changed else "Already merged"
    show(context, lay_out_merge(merged.counts, title), "json" if as_json else None)


def _decider(context: Context, preferred: str | None, chosen: dict[Conflict, Choice]) -> Decide:
    """Return a function that decides a conflict by `preferred` or by asking once, and notes the choice in `chosen`."""

    def decide(conflict: Conflict) -> Choice:
        if conflict not in chosen:
            tell(context, f"{conflict.store}: {conflict.about}: {conflict.difference}")
            tell(context, *(f"  {line}" for line in differences(conflict.versions)))
            if preferred is not None:
                chosen[conflict] = "ours" if preferred == "ours" else "theirs"
            else:
                chosen[conflict] = _ask(context, conflict) if context.can_ask() else "ours"
        return chosen[conflict]

    return decide


def _ask(context: Context, conflict: Conflict) -> Choice:
    """Return what a person decides; raise NorecError if they stop."""
    if conflict.description:
        tell(context, f"  ({conflict.description})")
    answers = {key: meaning for key, meaning in _MEANINGS.items() if key != "b" or conflict.may_be_both}
    answer = ask(context, "Which is right?", answers)
    if answer not in _ANSWERS:
        raise NorecError("stopped: nothing was changed")
    return _ANSWERS[answer]


def _records(books: Books, theirs: list[NamedLedger], days: int, chosen: dict[Conflict, Choice]) -> Records:
    """Return the result of the same merge under the lock, with the choices made before."""

    def decide(conflict: Conflict) -> Choice:
        if conflict not in chosen:
            raise NorecError("somebody else changed the store meanwhile; nothing was changed: try again")
        return chosen[conflict]

    ledger = merge_stores(NamedLedger.read(books), theirs, days, decide).ledger
    return Records(ledger.partners, ledger.projects, ledger.records)


def _print_result(context: Context, merged: Merged, *, changed: bool, dry_run: bool, everything: bool) -> None:
    """Print what the merge does, and how many exchanges agree; if `everything`, print each of those too."""
    tell(context, *merged.not_taken)
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
