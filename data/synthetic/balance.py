"""Which partners are out of balance in a portfolio, worked out by the rule that docs/reciprocity.md states.

Written apart from the program, so that what it finds can be held against this.
"""

from fractions import Fraction

from portfolio import Portfolio, Project

MONTH = Fraction(36525, 100) / 12


def expect_imbalances(portfolio: Portfolio) -> None:
    """Note every partner of a project that sends and hosts, and not in approximately equal numbers or time."""
    for project in portfolio.projects:
        for name in project.partners:
            _expect(portfolio, project, name)


def _expect(portfolio: Portfolio, project: Project, name: str) -> None:
    stays = [stay for stay in project.stays if not stay.cancelled]
    sent, hosted = ([s for s in stays if getattr(s, end) == name] for end in ("sender", "host"))
    record = f"project {project.id} partner {name}"
    if not sent or not hosted:
        assert record in {finding.record for finding in portfolio.findings}
        return
    there, back = (sum(s.people for s in some) for some in (sent, hosted))
    if abs(there - back) > max(Fraction(project.rules.get("allowance", 1)), Fraction(there + back, 10)):
        text = f"{name} sent {there} and received {back}: {_more(there, back)}"
        portfolio.expect("warning", "balanced-people", record, text, "projects")
    if any(s.last_day is None for s in (*sent, *hosted)):
        return
    there, back = (sum(s.days for s in some) for some in (sent, hosted))
    allowed = max(10 * project.rules.get("allowance_months", 8), _tenths(Fraction(there + back, 10)))
    if _tenths(abs(there - back)) > allowed:
        months = [f"{float(days / MONTH):.1f}" for days in (there, back)]
        text = f"{name} sent {months[0]} months and received {months[1]}: {_more(there, back)}"
        portfolio.expect("warning", "balanced-months", record, text, "projects")


def _tenths(days: int | Fraction) -> int:
    """Return days as whole tenths of months, as they are printed; halves go up."""
    return int(10 * days / MONTH + Fraction(1, 2))


def _more(there: int, back: int) -> str:
    return "sends-more" if there > back else "hosts-more"
