"""Make the synthetic portfolios of 2019 and 2024, whose figures are those that Norec published for these years.

    python data/synthetic/make.py [FOLDER]

They are written into data/, or into FOLDER. The same program gives the same bytes. See README.md.
"""

import argparse
from datetime import date
from pathlib import Path

import faults
from balance import expect_imbalances
from build import Spec, build, fill, record_women, send_twice
from portfolio import Portfolio
from write import write

DATA = Path(__file__).parent.parent

SPECS = {
    2019: Spec(
        year=2019,
        southern={
            "KE": 17, "UG": 16, "TZ": 15, "NP": 12, "MW": 12, "ZA": 10, "BD": 9, "ET": 9, "ZM": 8, "IN": 7, "VN": 6,
            "RW": 6, "GH": 5, "MM": 5, "CO": 4, "GT": 4, "MZ": 4, "MG": 3, "ZW": 3,
        },
        northern=24,
        apart={"UG": 4, "TZ": 4, "NP": 3, "MW": 3, "ET": 2, "KE": 2, "VN": 2, "CU": 1, "PS": 1},
        sectors={"civil-society": 138, "public": 43, "private": 20},
        kinds={"triangular": 6, "south-south": 50, "north-south": 24},
        participants=(394, 221),
        twice=(5, 2),
        replaced=(2, 1),
        goals={3: 20, 4: 17, 16: 10, 2: 8, 5: 7, 8: 6, 13: 5, 10: 3, 15: 2, 14: 1, 17: 1},
        months={6: 24, 8: 28, 10: 28},
        women=None,
        sent_home=6,
    ),
    2024: Spec(
        year=2024,
        southern={
            "KE": 17, "BD": 15, "TZ": 15, "UG": 15, "NP": 14, "MW": 13, "ZA": 13, "ET": 8, "RW": 7, "ZM": 6, "GH": 6,
            "IN": 6, "LK": 4, "PH": 4, "VN": 4, "MM": 3, "ID": 3, "CO": 3, "GT": 3, "MZ": 3, "ZW": 3, "MG": 3, "SN": 2,
            "CM": 2, "BI": 2, "LB": 1, "PS": 1,
        },
        northern=12,
        apart={},
        sectors={"civil-society": 132, "public": 37, "private": 19},
        kinds={"triangular": 8, "south-south": 40, "north-south": 22},
        participants=(242, 173),
        twice=(5, 2),
        replaced=(2, 1),
        goals={3: 20, 4: 10, 16: 8, 2: 7, 5: 7, 8: 5, 13: 4, 10: 3, 11: 2, 15: 2, 14: 1, 17: 1},
        months={6: 18, 8: 28, 10: 24},
        women=(276, 414),
        sent_home=0,
    ),
}  # fmt: skip
SEEDS = {2019: 2019, 2024: 2024}


def make(year: int) -> Portfolio:
    """The portfolio of a year."""
    spec = SPECS[year]
    portfolio = build(spec, SEEDS[year])
    faults.partners_and_terms(portfolio)
    faults.one_way(portfolio)
    faults.uneven(portfolio)
    for project in portfolio.projects:
        fill(portfolio, project)
    is_southern = [project.kind == "south-south" for project in portfolio.projects]
    for southern, twice in zip((True, False), (spec.twice[0] - 1, spec.twice[1]), strict=True):
        projects = [p for p, of in zip(portfolio.projects, is_southern, strict=True) if of is southern]
        send_twice(projects, twice)
    faults.taught_one_way(portfolio)
    faults.placements(portfolio)
    faults.people_twice(portfolio)
    faults.plans(portfolio)
    for southern, number in zip((True, False), spec.replaced, strict=True):
        faults.replaced_midway(portfolio, number, southern=southern)
    faults.changes(portfolio)
    faults.pandemic(portfolio, spec.sent_home)
    for number, partner in enumerate(portfolio.partners.values()):
        if number % 20 == 7:
            partner.adjustments = [
                {"on": date(year - 1, 12, 31), "sent": 3, "received": 3, "reason": "years before (synthetic)"}
            ]
    record_women(portfolio, *(spec.women or (people_of(portfolio) * 3 // 5, people_of(portfolio) - 30)))
    expect_imbalances(portfolio)
    faults.waive(portfolio)
    assert people_of(portfolio) == sum(spec.participants)
    assert {stay.start.year for stay in portfolio.stays()} == {year}
    return portfolio


def people_of(portfolio: Portfolio) -> int:
    """How many people went, each counted once."""
    counted = portfolio.counted()
    return sum(stay.people for stay in counted if not stay.ref) + len({stay.ref for stay in counted if stay.ref})


README = """\
# A synthetic portfolio, {year}

Nothing in this store is real: the organisations, their projects and their placements are invented, and the names of
the organisations say so. A program in [data/synthetic](../synthetic/README.md) made the store so that its summary
gives the figures that Norec published for {year}:

```console
norec -C data/norec-{year} report summary --year {year} -f table
```

The names of those who really took part are not public, and nothing here shows them. Everything that `norec check`
finds in this store was put there on purpose, and is listed in
[findings-{year}.csv](../synthetic/findings-{year}.csv).
"""


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Make the synthetic portfolios.")
    parser.add_argument("folder", type=Path, nargs="?", default=DATA)
    folder = parser.parse_args().folder
    for year in SPECS:
        write(make(year), folder, README.format(year=year))


if __name__ == "__main__":
    main()
