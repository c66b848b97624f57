"""A store, and one command for each kind of change."""

from pathlib import Path

from support.program import make_store

REGISTER = """\
# ours
[partners.a-no]
name = "A"   # short
country = "NO"
needs = [
  "law", # soon
]

[partners.b-ke]
name = "B"
country = "KE"
[partners.c-ug]
name = "C"
country = "UG"
"""


PROJECTS = """\
[projects.p]
title = "P"
partners = ["a-no", "b-ke"] # two

# not begun
[projects.unused]
title = "U"
partners = ["a-no", "b-ke"]
[projects.unused.rounds.1]
start = 2020-01-01
end = 2020-12-31
"""


Q1 = (
    '{"id":"q1x","from":"a-no","to":"b-ke","participants":4,"start":"2020-01-01","end":"2020-12-31","confirmed":true}\n'
)


Q2 = '{"start":"2020-02-01", "id":"q2y", "from":"b-ke", "to":"a-no", "participants":1, "project":"p"}'  # no line feed


LOG = ("exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "2021-01-01")


COMMANDS: list[tuple[str, ...]] = [
    ("partners", "add", "New", "--country", "UG", "--need", "water"),
    ("partners", "edit", "a-no", "--name", "Aa", "--add-need", "soil"),
    ("partners", "edit", "b-ke", "--city", "Nairobi"),
    ("partners", "rename", "a-no", "alpha"),
    ("partners", "end", "c-ug", "--on", "2021-01-01"),
    ("partners", "remove", "c-ug"),
    ("partners", "adjust", "a-no", "--sent", "2", "--received", "1", "--on", "2019-01-01", "--reason", "older books"),
    ("projects", "add", "Q", "--partner", "a-no", "--partner", "c-ug", "--area", "health"),
    ("projects", "edit", "p", "--title", "Pp", "--add-partner", "c-ug"),
    ("projects", "rename", "p", "pp"),
    ("projects", "end", "p", "--on", "2030-01-01"),
    ("projects", "remove", "unused"),
    ("projects", "coordinator", "p", "a-no", "--chosen-by", "b-ke", "--on", "2019-01-01"),
    ("projects", "assess", "p", "--on", "2019-01-01", "--by", "a-no", "--by", "b-ke"),
    ("projects", "round", "p", "1", "--start", "2020-01-01", "--end", "2020-12-31", "--plan", "a-no:b-ke:2:10"),
    LOG,
    ("exchanges", "edit", "q1", "--end", "2020-11-30", "--note", "n"),
    ("exchanges", "edit", "q2", "--participants", "2"),
    ("exchanges", "confirm", "q2"),
    ("exchanges", "cancel", "q1", "--reason", "health", "--participants", "1"),
    ("exchanges", "end", "q1", "--on", "2020-06-30", "--reason", "family"),
    ("exchanges", "remove", "q1"),
]


def make(folder: Path) -> None:
    make_store(folder, REGISTER, Q1 + "\n" + Q2)
    (folder / "projects.toml").write_text(PROJECTS, encoding="utf-8")
