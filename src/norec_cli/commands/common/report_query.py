"""The options that mean the same on every report and list: what is selected, how it is shown."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

import msgspec

from norec_cli.checks.thresholds import Standards
from norec_cli.commands.common.arguments import Typed
from norec_cli.commands.common.converters import day, one_of
from norec_cli.commands.common.report_options import ASKED, OF_ROWS, VERDICTS
from norec_cli.commands.common.saving import OTHER_KINDS, ending_of, save
from norec_cli.commands.held import Held
from norec_cli.commands.judging import overridden, rule_of, standards_of
from norec_cli.commands.selecting import areas_of, members_of, selection_of
from norec_cli.context import World
from norec_cli.model.country import find_country
from norec_cli.model.dates import parse_day
from norec_cli.model.settings import Rules
from norec_cli.model.wording import count
from norec_cli.render.formats.text import ENDINGS, FORMATS
from norec_cli.render.screen import bytes_of, show, tell
from norec_cli.render.sheet import Arrangement, Sheet
from norec_cli.reports.core.query import GROUPS, By, View
from norec_cli.store.lenient_books import Examination


class Asked(msgspec.Struct, frozen=True):
    """The view's options as they were typed, and what they mean.

    Attributes:
        world: where they were typed.
        words: the words, by the option's name.
    """

    world: World
    words: Mapping[str, Any]

    OPTIONS: ClassVar[dict[str, tuple[Any, Any]]] = ASKED

    @classmethod
    def typed(cls, world: World, words: Mapping[str, Any]) -> "Asked":
        """What was typed, by the options' names."""
        return cls(world, words)

    def as_of(self) -> date:
        """The day that is asked for, or today."""
        return day(parse_day, self.world.today())(self.words["as_of"] or "today")

    def by(self) -> By:
        """What the rows are asked to be; partners if nothing is said."""
        return one_of(GROUPS)(self.words["by"] or "partner")  # type: ignore[return-value]  # one of them

    def checked(self) -> "Asked":
        """This, with every word checked that needs no store.

        Raises:
            CommandLineWrong: with every fault.
        """
        typed = Typed()
        self._as_of(typed)
        selection_of(self.words, typed, self.world.today(), {})
        rule_of(self.words, typed, Rules())
        self._arrangement(typed)
        self._format(typed)
        for code in self.words["country"] or ():
            typed.take("--country", find_country, code)
        typed.take("--by", one_of(GROUPS), self.words["by"])
        typed.refuse_if_wrong()
        return self

    def without(self, *names: str) -> "Asked":
        """This without some options, having said which of them were typed although they change nothing here."""
        typed = [f"--{name.replace('_', '-')}" for name in names if self.words[name]]
        if typed:
            verb = "changes" if len(typed) == 1 else "change"
            tell(self.world, f"norec: {' and '.join(typed)} {verb} nothing here")
        return Asked(self.world, {**self.words, **dict.fromkeys(names)})

    def without_rows(self, *names: str) -> "Asked":
        """Return this without --partner and --country, for an answer whose rows are of no partner.

        Both together select exchanges, and stay; either alone changes nothing here, and that is said.

        Args:
            names: other options that change nothing here.
        """
        return self.without(*names, *(() if all(self.words[name] for name in OF_ROWS) else OF_ROWS))

    def view(self, books: Held) -> View:
        """What is asked of a store.

        Raises:
            Refused: if a project or a partner is not known there, or several are called so.
        """
        typed = Typed()
        projects = tuple(dict.fromkeys(books.project_id(text) for text in self.words["project"] or ()))
        partners = tuple(dict.fromkeys(books.partner_id(text) for text in self.words["partner"] or ()))
        words = {**self.words, "project": projects, "partner": partners}
        view = View(
            as_of=self._as_of(typed),
            rule=rule_of(words, typed, self._rules(books, projects)),
            by=self.by(),
            selection=selection_of(words, typed, self.world.today(), books.projects),
            projects=projects,
            areas=areas_of(words, typed),
            members=members_of(words, books.projects),
            partners=partners,
            countries=tuple(dict.fromkeys(find_country(code).code for code in self.words["country"] or ())),
        )
        return view.among(books.partners)

    def show(self, sheet: Sheet) -> Sheet:
        """Print or save a sheet as it is asked for, and return what was shown of it."""
        typed = Typed()
        shown = sheet if sheet.single else self._arrangement(typed).apply(sheet)
        form, output = self._format(typed), self.words["output"]
        if output is None or output == "-":
            show(self.world, shown, form or self.world.form)
        else:
            form = form or ENDINGS.get(ending_of(output), self.world.form or "plain")
            data = bytes_of(shown, form, None, color=False)
            rows = "" if shown.single else f"{count(len(shown.rows), 'row')} to "
            save(self.world, output, data, [shown], force=self.words["force"], wrote=f"Wrote {rows}{output}")
        return shown

    def _as_of(self, typed: Typed) -> date:
        today = self.world.today()
        return typed.take("--as-of", day(parse_day, today), self.words["as_of"]) or today

    def standards(self, books: Examination) -> dict[str, Standards]:
        """By what the exchanges of each project are judged, by its id; those of none under an empty one."""
        of_store = books.settings.rules if books.settings else Rules()
        every = {key: overridden(of_store, project.rules) for key, project in books.projects.items()}
        return {key: standards_of(self.words, rules) for key, rules in [("", of_store), *every.items()]}

    def _rules(self, books: Held, named: tuple[str, ...]) -> Rules:
        """The rules of the store, or of the one project that is asked for where it has its own."""
        rules = books.settings.rules if books.settings else Rules()
        own = [project.rules for key, project in books.projects.items() if named == (key,)]
        return overridden(rules, own[0]) if own else rules

    def _arrangement(self, typed: Typed) -> Arrangement:
        only = typed.take("--only", one_of(tuple(VERDICTS)), self.words["only"])
        return Arrangement(self.words["sort"], self.words["reverse"], None if only is None else VERDICTS[only])

    def _format(self, typed: Typed) -> str | None:
        """The format asked for by `-f` and `--json`; None leaves it to where the output goes."""
        chosen = typed.take("--format", one_of(FORMATS), self.words["form"])
        if self.words["json"] and chosen not in (None, "json"):
            typed.blame(f"--json and --format {chosen} exclude each other")
        if chosen == "xlsx" and self.words["output"] in (None, "-") and self.world.stdout_is_terminal:
            typed.blame("--format xlsx: a terminal can't show a workbook: write it to a file with -o NAME.xlsx")
        chosen = "json" if self.words["json"] else chosen
        if chosen is None and (ending := ending_of(self.words["output"] or "")) in OTHER_KINDS:
            endings = f"{', '.join(list(ENDINGS)[:-1])} and {list(ENDINGS)[-1]}"
            typed.blame(f"--output: norec writes no {ending} files: the endings are {endings}; -f takes any name")
        return chosen
