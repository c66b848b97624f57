"""Say what to do about names that no partner has and that are near others."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from norec_cli.model.near_names import near_names
from norec_cli.model.partner import Partner
from norec_cli.model.wording import join_names
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.names import alias_command
from norec_cli.transfer.rows.names_in_table import find_names
from norec_cli.transfer.rows.near_partners import NameDecisions, undecided_names
from norec_cli.transfer.rows.problems import RowProblem, quoted
from norec_cli.transfer.tables.table import Table


def explain_unknown_names(
    problems: Sequence[RowProblem],
    table: Table,
    mapping: ColumnMapping,
    partners: Mapping[str, Partner],
    decisions: NameDecisions,
) -> Iterator[RowProblem]:
    """Yield problems; those about unknown names that are near others say whose names they may be, and what to do then.

    A name near that of a partner may become another name of that partner; the problem has the command. A name near
    another unknown one may mean the same partner; the problem of one of the two has the option that says so.

    Args:
        problems: what is wrong in rows.
        table: the table.
        mapping: the columns of its fields.
        partners: the partners by id.
        decisions: what a person decided about names.
    """
    unknown = {problem.value for problem in problems if problem.is_unknown_partner}
    if not unknown:
        yield from problems
        return
    called = {name: key for key, one in partners.items() for name in (one.name, *one.aliases)}
    hints: dict[str, str] = {}
    found = find_names(table, mapping, lambda name: name not in unknown)
    for one in undecided_names([*found.values()], {}, decisions):
        hints[one.problem.value] = f"near {quoted(one.target)}: if both are one partner, add {one.same_option}"
    for name, near in near_names(unknown, called).items():
        keys = {called[other] for other in near}
        if len(keys) == 1:
            known, command = join_names([quoted(other) for other in near]), alias_command(keys.pop(), [name])
            hints[name] = f"near {known}: if both are one partner, {command}"
    for problem in problems:
        if problem.is_unknown_partner and (hint := hints.get(problem.value)):
            yield msgspec.structs.replace(problem, reason=f"is no partner, but {hint}", kind="near-partner")
        else:
            yield problem
