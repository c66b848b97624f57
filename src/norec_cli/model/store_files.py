"""Names of the files of a store."""

SETTINGS_FILE = "norec.toml"  # marks a folder as a store
PARTNERS = "partners.toml"
PROJECTS = "projects.toml"
EXCHANGES = "exchanges.jsonl"
HISTORY = "history.jsonl"

# In the order in which they are opened. Exchanges come first: a line that is appended after the registers were opened
# may name a partner that these don't have yet.
FILES = (EXCHANGES, PROJECTS, PARTNERS, SETTINGS_FILE)
ALL_FILES = (*FILES, HISTORY)

# Lines that `norec check --repair` took out of the exchanges.
TORN = "exchanges.torn"

# A store without one of these is read as if the file were there and empty.
MAY_LACK = {PROJECTS, HISTORY}
