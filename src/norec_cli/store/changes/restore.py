"""Filling an empty store with everything that another one held."""

from collections.abc import Iterable, Mapping, Sequence

from norec_cli.model.change import Hunk
from norec_cli.model.errors import NorecError, StoreReadError
from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.project import Project
from norec_cli.model.settings import Settings
from norec_cli.model.store_files import EXCHANGES, PARTNERS, PROJECTS, SETTINGS_FILE
from norec_cli.store.books import Books, Contents
from norec_cli.store.changes.registers import change_records, write_register
from norec_cli.store.formats import exchanges_jsonl, toml_files
from norec_cli.store.formats.toml_values import to_toml
from norec_cli.store.store import Store


def restore_store(
    store: Store,
    settings: Settings,
    partners: Mapping[str, Partner],
    projects: Mapping[str, Project],
    exchanges: Sequence[Exchange],
    texts: Mapping[str, str] | None,
) -> None:
    """Fill an empty store with records, in one change.

    Args:
        store: the store.
        settings: its new settings.
        partners: its partners, by id.
        projects: its projects, by id.
        exchanges: its exchanges, in the order of the file.
        texts: texts of TOML files to start from, by file name, so that comments and order stay; values that differ from
            the records are edited in place. None: start from the store's current files.

    Raises:
        NorecError: if the store holds records already, or a text has errors or can't be edited.
    """

    def draft(books: Books) -> tuple[Contents, None]:
        _refuse_records(books)
        files = (SETTINGS_FILE, PARTNERS, PROJECTS)
        raw = {file: books.snapshot.read(file) for file in files}
        if texts is not None:
            raw = {
                file: texts[file].encode() if file in texts else raw[file] if file == SETTINGS_FILE else b""
                for file in files
            }
        try:
            new = {
                SETTINGS_FILE: _edit_settings(raw[SETTINGS_FILE], settings),
                PARTNERS: write_register(
                    raw[PARTNERS], PARTNERS, "partners", toml_files.parse_partners(raw[PARTNERS], PARTNERS), partners
                ),
                PROJECTS: write_register(
                    raw[PROJECTS],
                    PROJECTS,
                    "projects",
                    toml_files.parse_projects(raw[PROJECTS], PROJECTS, partners),
                    projects,
                ),
            }
        except StoreReadError as refusal:  # one of the texts has errors
            raise NorecError(
                *refusal.problems, advice=("These lines are in the files that you import. Nothing was changed.",)
            ) from None
        contents: dict[str, Iterable[bytes]] = {
            file: [text] for file, text in new.items() if text != books.snapshot.read(file)
        }
        if exchanges:
            before = books.snapshot.read(EXCHANGES).decode()
            lines = b"".join(map(exchanges_jsonl.encode, exchanges))
            books.note(Hunk(0, before, lines.decode()))
            contents[EXCHANGES] = [lines]
        return contents, None

    store.change(draft)


def _refuse_records(books: Books) -> None:
    """Raise NorecError if a store holds any record."""
    kinds = [name for name, records in (("partners", books.partners), ("projects", books.projects)) if records]
    kinds += ["waivers"] if books.settings.waivers else []
    kinds += ["exchanges"] if any(True for _ in books.exchanges()) else []
    if kinds:
        raise NorecError(
            f"this store holds {' and '.join(kinds)} already: a whole store goes into an empty one",
            advice=("Make one with norec init and import there; norec merge joins two stores.",),
        )


def _edit_settings(raw: bytes, settings: Settings) -> bytes:
    """Return the settings file with the values that differ from some settings changed in place."""
    current = toml_files.parse_settings(raw, SETTINGS_FILE)
    if current == settings:
        return raw
    before, after = (
        {key: value for key, value in to_toml(record).items() if key in ("name", "year_start", "rules", "waivers")}
        for record in (current, settings)
    )
    return change_records(raw, SETTINGS_FILE, {(): (before, after)})
