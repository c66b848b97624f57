"""Say in a few lines what an import will do: new partners, examples of partners and projects."""

from collections.abc import Mapping, Sequence

from norec_cli.checks.names import near_partners
from norec_cli.model.country import countries
from norec_cli.model.partner import Partner
from norec_cli.model.project import Project
from norec_cli.model.wording import join_names, listed_shortly, option_text, plural
from norec_cli.transfer.rows.problems import quoted

_A_LINE = 5  # new partners
_MOST_NEW = 50
_MOST_PAIRS = 5
_LONGEST_NAME = 30
_MOST_COMMANDS = 3
_SIDES = {"from": "all senders", "to": "all hosts"}


def describe_new_partners(partners: Mapping[str, Partner]) -> list[str]:
    """Return lines with the ids, names and countries of the partners that would be created."""
    entries = [f"{key} ({_called(partner)}, {partner.country})" for key, partner in partners.items()]
    lines = [
        f"new partners: {'; '.join(entries[at : at + _A_LINE])}"
        for at in range(0, min(len(entries), _MOST_NEW), _A_LINE)
    ]
    more = len(entries) - _MOST_NEW
    return [*lines, f"and {plural(more, 'more new partner')}"] if more > 0 else lines


def describe_records(records: Mapping[str, Partner] | Mapping[str, Project]) -> list[str]:
    """Return lines that show how the first and the last row of a table of partners or projects were read.

    Args:
        records: the records of the table by id, in its order.
    """
    ids = [*records]
    chosen = [(key, records[key]) for key in dict.fromkeys((*ids[:1], *ids[-1:]))]
    notes = [
        f"{key} is {_called(record)} in {countries()[record.country].name}"
        if isinstance(record, Partner)
        else f"{key} is {quoted(record.title)}, of {listed_shortly(record.partners)}"
        for key, record in chosen
    ]
    return [f"{'' if number else 'for example, '}{note}" for number, note in enumerate(notes)]


def describe_near_partners(partners: Mapping[str, Partner], known: Mapping[str, Partner]) -> list[str]:
    """Return lines about partners of a table that have nearly the name of another of their country.

    Args:
        partners: the partners of the table by id.
        known: the partners of the store by id.
    """
    by_country: dict[str, dict[str, Partner]] = {}
    for key, partner in {**partners, **known}.items():
        by_country.setdefault(partner.country, {})[key] = partner
    pairs = [names for group in by_country.values() for names in near_partners(group) if not known.keys() >= {*names}]
    lines = [
        f"{join_names([f'{key} ({quoted(name)})' for key, name in names.items()])} may be one partner:"
        " norec partners merge makes them one"
        for names in pairs[:_MOST_PAIRS]
    ]
    more = len(pairs) - _MOST_PAIRS
    return [*lines, f"and {plural(more, 'more such pair')}: see norec check"] if more > 0 else lines


def _called(partner: Partner) -> str:
    """Return the name of a partner and its other names, in quotes."""
    return join_names([quoted(name) for name in (partner.name, *partner.aliases)], "or")


def advise_on_countries(without_country: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return lines that say how new partners get their countries, in words to type.

    Args:
        without_country: the names of the partners, each with the sides on which rows have it: from, to or both.
    """
    sides = [side for side in ("from", "to") if any(side in fields for fields in without_country.values())]
    columns = " ".join(f"--map {side}_country=COLUMN" for side in sides)
    constants = join_names([f"--set {side}_country=US ({_SIDES[side]})" for side in sides])
    commands = [f"norec partners add {option_text(name)} --country US" for name in without_country][:_MOST_COMMANDS]
    more = f", and so on for {plural(len(without_country), 'partner')}" if len(without_country) > len(commands) else ""
    return (
        f"To give new partners their countries, add {columns} if columns have them, or {constants} if one fits all.",
        f"Otherwise add them first: {'; '.join(commands)}{more}",
    )
