"""`norec report`: the answers."""

from fractions import Fraction
from typing import Annotated

import typer

from norec_cli.commands.options import AsOfOption, FormatOption, JsonOption, command, open_store, take_format
from norec_cli.commands.typed import Typed, day, fraction, one_of, whole_number
from norec_cli.context import World
from norec_cli.model.dates import parse_day
from norec_cli.model.exchange import MOST_PARTICIPANTS
from norec_cli.model.settings import Rules
from norec_cli.render.reciprocity import lay_out_reciprocity
from norec_cli.render.screen import show
from norec_cli.reports.balance import Rule
from norec_cli.reports.flows import fold_flows
from norec_cli.reports.reciprocity import report_reciprocity

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def report() -> None:
    """Who sent, who received, is it in balance."""


@command(app, "reciprocity", example="norec report reciprocity --as-of 2012-12-31")
def reciprocity(
    world: World,
    as_of: AsOfOption = None,
    unit: Annotated[
        str,
        typer.Option("--unit", metavar="people|months", help="Count people, or the months of their stays."),
    ] = "people",
    tolerance: Annotated[
        str | None,
        typer.Option("--tolerance", metavar="SHARE", help="Share of all by which sent and received may differ: 0.1."),
    ] = None,
    allowance: Annotated[
        str | None,
        typer.Option("--allowance", metavar="N", help="People, or months, by which they always may."),
    ] = None,
    form: FormatOption = None,
    json: JsonOption = False,
) -> None:
    """Show for each partner whether it sends and receives in approximately equal numbers."""
    typed = Typed()
    on = typed.take("--as-of", day(parse_day, world.today()), as_of) or world.today()
    in_months = typed.take("--unit", one_of(("people", "months")), unit) == "months"
    share = typed.take("--tolerance", fraction(0, 1), tolerance)
    apart = _take_allowance(typed, allowance, in_months=in_months)
    chosen = take_format(typed, form, json=json)
    typed.refuse_if_wrong()
    with open_store(world).books() as books:
        rule = _rule(books.settings.rules, share, apart, in_months=in_months)
        report = report_reciprocity(fold_flows(books.exchanges(), on), books.partners, rule)
    show(world, lay_out_reciprocity(report), chosen)


def _take_allowance(typed: Typed, text: str | None, *, in_months: bool) -> Fraction | None:
    if in_months:
        return typed.take("--allowance", fraction(0, MOST_PARTICIPANTS), text)
    people = typed.take("--allowance", whole_number(0, MOST_PARTICIPANTS), text)
    return None if people is None else Fraction(people)


def _rule(rules: Rules, share: Fraction | None, apart: Fraction | None, *, in_months: bool) -> Rule:
    """The rule: what was typed goes before what the store says."""
    allowance = rules.allowance_months if in_months else rules.allowance
    return Rule(
        tolerance=Fraction(rules.tolerance) if share is None else share,
        allowance=Fraction(allowance) if apart is None else apart,
        unit="months" if in_months else "people",
    )
