"""The options that judge, as they were typed, and the rules they make of those of the store."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from norec_cli.checks.thresholds import Standards
from norec_cli.commands.common.arguments import Typed
from norec_cli.commands.common.converters import fraction, one_of, whole_number
from norec_cli.model.exchange import MOST_PARTICIPANTS
from norec_cli.model.settings import Rules
from norec_cli.reports.core.balance import Rule

if TYPE_CHECKING:
    from norec_cli.model.project import Overrides

Words = Mapping[str, Any]


def overridden(rules: Rules, by: "Overrides") -> Rules:
    """The rules of a store where a project has its own."""
    return rules.model_copy(update=by.model_dump(exclude_none=True))


def rule_of(words: Words, typed: Typed, rules: Rules) -> Rule:
    """The rule of balance: what was typed goes before what the store says; what is wrong is gathered."""
    months = typed.take("--unit", one_of(("people", "months")), words["unit"]) == "months"
    share = typed.take("--tolerance", fraction(0, 1), words["tolerance"])
    whole = None if months else typed.take("--allowance", whole_number(0, MOST_PARTICIPANTS), words["allowance"])
    apart = typed.take("--allowance", fraction(0, MOST_PARTICIPANTS), words["allowance"]) if months else whole
    return Rule.of(
        rules.tolerance if share is None else share,
        (rules.allowance_months if months else rules.allowance) if apart is None else apart,
        "months" if months else "people",
        rules.least_months,
    )


def standards_of(words: Words, rules: Rules) -> Standards:
    """By what placements and partners are judged where these rules hold; a typed allowance is one of people."""
    typed = Typed()
    return Standards(
        people=rule_of({**words, "unit": None}, typed, rules),
        months=rule_of({**words, "unit": "months", "allowance": None}, typed, rules),
        least_months=rules.least_months,
        most_months=rules.most_months,
    )
