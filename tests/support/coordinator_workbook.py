"""A workbook of fifteen partners and their exchanges, as a coordinator keeps it; all names in it are made up.

It has what such workbooks have: a title above the headings, the sender once for several rows, headings of sections, a
total, dates of three kinds, three spellings of one partner, a status nobody else uses, names of people, and remarks.
"""

from datetime import date
from pathlib import Path

PARTNERS = (
    ("Fjordby Hospital", "Norway"), ("Fjordby College", "Norway"), ("Nordvik Museum", "Norway"),
    ("Nordvik Fire Service", "Norway"), ("Havneby School", "Norway"), ("Rivertown Clinic", "Uganda"),
    ("Hilltop College", "Uganda"), ("Lakeside Museum", "Uganda"), ("Greenfield School", "Kenya"),
    ("Baobab Fire Brigade", "Kenya"), ("Acacia Hospital", "Kenya"), ("Copperhill College", "Zambia"),
    ("Sunrise Clinic", "Zambia"), ("Lakeshore School", "Malawi"), ("Cedar Museum", "Malawi"),
)  # fmt: skip

_HEADINGS = ("Sending partner", "Host partner", "People", "Departure", "Return", "Status", "Name", "Remarks")
_TITLE = "Exchanges 2023 to 2025"
_SECTION = 1  # cells of a row that is the heading of a section

# An empty sender is part of the merged cell above it.
_ROWS: tuple[tuple[object, ...], ...] = (
    ("Health",),
    ("Fjordby Hospital", "Rivertown Clinic", 2, date(2024, 1, 15), date(2024, 7, 14), "Completed", "First Person"),
    ("", "Acacia Hospital", 1, date(2024, 2, 1), date(2024, 7, 31), "Completed", "Second Person", "was ill in May"),
    ("", "Sunrise Clinic", 1, "Aug-23", "31 January 2024", "Completed", "Third Person"),
    ("Rivertown clin.", "Fjordby Hospital", 1, date(2024, 2, 12), date(2024, 8, 11), "Completed", "Fourth Person"),
    ("Rivertown Clinic", "Fjordby Hospital", 1, "15 March 2024", date(2024, 9, 14), "Completed", "Fifth Person"),
    ("Rivertwon Clinic", "Acacia Hospital", 1, date(2024, 5, 2), date(2024, 10, 31), "Abandoned", "Sixth Person", "?"),
    ("Acacia Hospital", "Fjordby Hospital", 2, date(2024, 3, 1), date(2024, 8, 31), "Completed", "two nurses"),
    ("Sunrise Clinic", "Fjordby Hospital", 1, date(2024, 9, 1), None, "Cancelled", "Seventh Person", "asthma"),
    ("Education",),
    ("Fjordby College", "Hilltop College", 2, date(2024, 1, 8), date(2024, 6, 28), "Completed"),
    ("", "Copperhill College", 1, date(2024, 1, 8), date(2024, 6, 28), "Completed"),
    ("Hilltop College", "Fjordby College", 3, date(2024, 8, 12), date(2024, 12, 20), "Completed"),
    ("Copperhill College", "Fjordby College", 1, date(2024, 8, 12), date(2024, 12, 20), "Completed"),
    ("Havneby School", "Greenfield School", 2, date(2024, 1, 22), date(2024, 5, 31), "Completed"),
    ("Greenfield School", "Havneby School", 1, date(2024, 8, 19), date(2024, 12, 13), "Completed"),
    ("", "Lakeshore School", 1, date(2024, 9, 2), date(2024, 12, 13), "Completed"),
    ("Lakeshore School", "Havneby School", 2, date(2025, 1, 13), date(2025, 5, 30), "Completed"),
    ("Culture and rescue",),
    ("Nordvik Museum", "Lakeside Museum", 1, date(2024, 4, 8), date(2024, 9, 27), "Completed"),
    ("", "Cedar Museum", 1, date(2024, 4, 8), date(2024, 9, 27), "Completed"),
    ("Lakeside Museum", "Nordvik Museum", 1, date(2024, 10, 7), date(2025, 3, 28), "Completed"),
    ("Cedar Museum", "Lakeside Museum", 1, date(2025, 1, 6), date(2025, 6, 27), "Completed"),
    ("Nordvik Fire Service", "Baobab Fire Brigade", 4, date(2024, 5, 20), date(2024, 8, 16), "Completed", "one team"),
    ("Baobab Fire Brigade", "Nordvik Fire Service", 2, date(2025, 9, 1), None, "Ongoing"),
    ("Total", "", 33),
)

# What each partner sent and received, added up by hand from the rows above. "Abandoned" and "Cancelled" don't count;
# three spellings of the clinic in Rivertown are one.
SENT_AND_RECEIVED = {
    "fjordby-hospital-no": (4, 4),
    "fjordby-college-no": (3, 4),
    "nordvik-museum-no": (2, 1),
    "nordvik-fire-service-no": (4, 2),
    "havneby-school-no": (2, 3),
    "rivertown-clinic-ug": (2, 2),
    "hilltop-college-ug": (3, 2),
    "lakeside-museum-ug": (1, 2),
    "greenfield-school-ke": (2, 2),
    "baobab-fire-brigade-ke": (2, 4),
    "acacia-hospital-ke": (2, 1),
    "copperhill-college-zm": (1, 1),
    "sunrise-clinic-zm": (0, 1),
    "lakeshore-school-mw": (2, 1),
    "cedar-museum-mw": (1, 1),
}
PEOPLE = 31


def write_workbook(path: Path) -> None:
    """Write the workbook, with a sheet of exchanges and a sheet of partners."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "Exchanges"
    sheet.append([_TITLE])
    sheet.append([])
    sheet.append(_HEADINGS)
    for cells in _ROWS:
        sheet.append([value if value != "" else None for value in cells])
    last = len(_HEADINGS)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=last)
    first = 4
    for number, cells in enumerate(_ROWS, start=4):
        if len(cells) == _SECTION:
            sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=last)
        elif cells[0]:
            first = number
        elif len(_ROWS) == number - 3 or _ROWS[number - 3][0]:
            sheet.merge_cells(start_row=first, end_row=number, start_column=1, end_column=1)
    partners = book.create_sheet("Partners")
    partners.append(["Organisation", "Country"])
    for row in PARTNERS:
        partners.append(row)
    book.save(path)
