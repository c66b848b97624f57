"""`norec check --repair`: what it says and does before the check."""

from norec_cli.commands.common.command import open_store
from norec_cli.context import Context
from norec_cli.merge.differences import differences
from norec_cli.model.store_files import TORN
from norec_cli.render.screen import tell
from norec_cli.store.changes.repair import Repair, plan_repair, repair
from norec_cli.store.changes.undo import REPAIRING


def repair_first(context: Context) -> None:
    """Mend what needs no judgement, having said what; of what does, show the versions side by side."""
    store = open_store(context, REPAIRING)
    planned = plan_repair(store)
    tell(context, *_said(planned))
    if planned.mends:
        repair(store, planned, store.author)


def _said(planned: Repair) -> list[str]:
    lines = []
    for one in planned.twice:
        numbers = [number for number, _ in one.lines]
        if one.stays is None:
            where = " and ".join(f"{planned.file}:{number}" for number in numbers)
            lines.append(f"{where}: versions of exchange {one.id}, none made of the others: keep one of them")
            lines += [f"  {text}" for text in differences([text for _, text in one.lines])]
            continue
        for number, text in one.lines:
            if number != one.stays:
                lines.append(f"{planned.file}:{number}: taken out, as line {one.stays} was made of it: {text}")
    if planned.torn is not None:
        place, torn = planned.torn
        said = torn.decode(errors="replace")
        lines.append(f"{planned.file}:{place}: was cut off, and is set aside in {TORN}: {said}")
    if planned.open_end:
        lines.append(f"{planned.file}: gets a line feed at its end")
    return lines
