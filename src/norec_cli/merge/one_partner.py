"""Make one partner of two that are the same organisation."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from norec_cli.merge.exchanges import merge_notes, merge_texts
from norec_cli.merge.records import merge_partner
from norec_cli.model.exchange import MOST_PARTICIPANTS
from norec_cli.model.merged_partner import MergedPartner
from norec_cli.model.partner import Partner
from norec_cli.model.wording import listed_shortly, plural

if TYPE_CHECKING:
    from norec_cli.model.project import PlanLine, Project

_LISTS = {
    "aliases": ("other name", "other names"),
    "needs": ("need", "needs"),
    "capacities": ("capacity", "capacities"),
}
_OTHERS = {*_LISTS, "name", "country", "note", "ended", "adjustments"}
_SINGLE_VALUES = tuple(key for key in Partner.model_fields if key not in _OTHERS)  # city, sector, side, contact


def merge_two_partners(gone_id: str, gone: Partner, kept_id: str, kept: Partner) -> MergedPartner:
    """Return the record of a partner with everything that the record of another one says.

    The name and the id of the one that goes become aliases of the one that stays. Every adjustment is kept. Of two
    cities, sectors, sides or contacts, the one that stays keeps its own, and the other value goes into its note.
    Exchanges may start as long as those of either could.

    Args:
        gone_id: the id of the partner that goes.
        gone: its record.
        kept_id: the id of the partner that stays.
        kept: its record; of the same country.

    Raises:
        NorecError: if the record would not be valid.
    """
    aliases = merge_texts((), (gone.name, *gone.aliases, gone_id))
    as_kept = gone.model_copy(update={"name": kept.name, "aliases": aliases})
    merged, contradicted = merge_partner(kept, as_kept, "ours", f"partners {gone_id} and {kept_id}")
    ends = [one.ended for one in (gone, kept) if one.ended is not None]
    ended = max(ends) if len(ends) == 2 else None
    noted: defaultdict[str, list[str]] = defaultdict(list)
    no_longer_held = []
    for key in _SINGLE_VALUES:
        if key in contradicted:
            value = getattr(gone, key)
            noted[gone_id].append(f"{key} {value}")
            no_longer_held.append(
                f"{kept_id} keeps the {key} {getattr(kept, key)}; the {key} {value} goes into its note"
            )
    for key, one in ((gone_id, gone), (kept_id, kept)):
        if one.ended not in (None, ended):
            noted[key].append(f"ended on {one.ended}")
            no_longer_held.append(
                f"the end of {key} on {one.ended} no longer holds; it goes into the note of {kept_id}"
            )
    note = merged.note
    for key, values in noted.items():
        note = merge_notes(note, f"{key}: {', '.join(values)}")
    adjustments = (*kept.adjustments, *gone.adjustments)
    record = merged.model_copy(update={"note": note, "ended": ended, "adjustments": adjustments})
    gained = [f"{kept_id} gets {text}" for text in _gained(kept, record)]
    if merged.note != kept.note:
        gained.append(f"{kept_id} gets the note of {gone_id}")
    return MergedPartner(record, tuple(gained), tuple(no_longer_held))


def _gained(before: Partner, after: Partner) -> Iterator[str]:
    """Yield what a partner's record has more than before, its note apart, in words for each kind of value."""
    for key, (one, many) in _LISTS.items():
        texts = [text for text in getattr(after, key) if text not in getattr(before, key)]
        if texts:
            yield f"the {one if len(texts) == 1 else many} {listed_shortly(texts)}"
    for key in _SINGLE_VALUES:
        if getattr(before, key) is None and getattr(after, key) is not None:
            yield f"the {key} {getattr(after, key)}"
    added = after.adjustments[len(before.adjustments) :]
    if added:
        sent, received = sum(entry.sent for entry in added), sum(entry.received for entry in added)
        yield f"{plural(len(added), 'adjustment')}: {sent:,} sent, {received:,} received"


def obstacles(
    gone_id: str, kept_id: str, partners: Mapping[str, Partner], projects: "Mapping[str, Project]"
) -> Iterator[str]:
    """Yield why two partners can't become one as they are recorded, in words, with what to do first.

    Args:
        gone_id: the id of the partner that is to go.
        kept_id: the id of the partner that is to stay.
        partners: all partners, by id.
        projects: all projects, by id.
    """
    gone, kept = partners[gone_id], partners[kept_id]
    if gone.country != kept.country:
        yield (
            f"{gone_id} is in {gone.where().name}, and {kept_id} in {kept.where().name}: if one of them is wrong, "
            f"correct it first (norec partners edit {gone_id} --country {kept.country})"
        )
    for project_id, project in projects.items():
        if gone_id in project.partners:
            yield from _obstacles_in_project(project_id, project, gone_id, kept_id)


def _obstacles_in_project(project_id: str, project: "Project", gone_id: str, kept_id: str) -> Iterator[str]:
    """Yield why a project can't have one partner instead of two."""
    both = {gone_id, kept_id}
    if both >= set(project.partners):
        yield (
            f"project {project_id} has no other partner: give it one (norec projects edit {project_id} --add-partner"
            f" ID), or remove the project (norec projects remove {project_id})"
        )
    for number, period in project.rounds.items():
        planned: defaultdict[tuple[str, str], list[PlanLine]] = defaultdict(list)
        for line in period.planned():
            sender, host = (kept_id if name == gone_id else name for name in (line.sender, line.host))
            planned[sender, host].append(line)
        for (sender, host), lines in planned.items():
            if sender == host:
                why = f"plans exchanges between {gone_id} and {kept_id}"
            elif len({line.months for line in lines}) > 1:
                why = f"would plan exchanges of different lengths from {sender} to {host}"
            elif sum(line.people for line in lines) > MOST_PARTICIPANTS:
                why = f"would plan more than {MOST_PARTICIPANTS:,} people from {sender} to {host}"
            else:
                continue
            advice = f"change its plan first (norec projects edit {project_id})"
            yield f"round {number} of project {project_id} {why}: {advice}"
