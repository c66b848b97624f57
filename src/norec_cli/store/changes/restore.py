"""Filling an empty store with everything that another one held."""

from collections.abc import Iterable, Mapping, Sequence

from norec_cli.model.change import Hunk
from norec_cli.model.errors import NorecError, StoreReadError
from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.project import Project
from norec_cli.model.settings import Settings
from norec_cli.store.books import Books
from norec_cli.store.changes.registers import change_records, write_register
from norec_cli.store.files.locate import SETTINGS_FILE
from norec_cli.store.files.snapshot import EXCHANGES, PARTNERS, PROJECTS
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
    """Give an empty store its contents, in one change.

    Args:
        store: the store.
        settings: what its settings are to be.
        partners: its partners, by id.
        projects: its projects, by id.
        exchanges: in the order in which they are to stand.
        texts: the texts to begin with, by file, so that comments and order stay; what they say otherwise than the
            records is changed in place. None begins with what the store's files hold.

    Raises:
        NorecError: if the store holds something already, or a text can't be read, or is so written that it can't be
            changed where it must be.
    """

    def draft(books: Books) -> Mapping[str, Iterable[bytes]]:
        _refuse_full(books)
        files = (SETTINGS_FILE, PARTNERS, PROJECTS)
        raw = {file: books.snapshot.read(file) for file in files}
        if texts is not None:
            raw = {
                file: texts[file].encode() if file in texts else raw[file] if file == SETTINGS_FILE else b""
                for file in files
            }
        try:
            new = {
                SETTINGS_FILE: _settled(raw[SETTINGS_FILE], settings),
                PARTNERS: write_register(
                    raw[PARTNERS], PARTNERS, "partners", toml_files.read_partners(raw[PARTNERS], PARTNERS), partners
                ),
                PROJECTS: write_register(
                    raw[PROJECTS],
                    PROJECTS,
                    "projects",
                    toml_files.read_projects(raw[PROJECTS], PROJECTS, partners),
                    projects,
                ),
            }
        except StoreReadError as refusal:  # of a text that was given
            raise NorecError(
                *refusal.problems, advice=("These lines stand in the table files. Nothing was changed.",)
            ) from None
        contents: dict[str, Iterable[bytes]] = {
            file: [text] for file, text in new.items() if text != books.snapshot.read(file)
        }
        if exchanges:
            before = books.snapshot.read(EXCHANGES).decode()
            lines = b"".join(map(exchanges_jsonl.encode, exchanges))
            books.note(Hunk(0, before, lines.decode()))
            contents[EXCHANGES] = [lines]
        return contents

    store.change(draft)


def _refuse_full(books: Books) -> None:
    held = [name for name, found in (("partners", books.partners), ("projects", books.projects)) if found]
    held += ["waivers"] if books.settings.waivers else []
    held += ["exchanges"] if any(True for _ in books.exchanges()) else []
    if held:
        raise NorecError(
            f"this store holds {' and '.join(held)} already: a whole store goes into an empty one",
            advice=("Make one with norec init and import there; norec merge joins two stores.",),
        )


def _settled(raw: bytes, settings: Settings) -> bytes:
    """The settings, changed in place."""
    now = toml_files.read_settings(raw, SETTINGS_FILE)
    if now == settings:
        return raw
    was, becomes = (
        {key: value for key, value in to_toml(one).items() if key in ("name", "rules", "waivers")}
        for one in (now, settings)
    )
    return change_records(raw, SETTINGS_FILE, {(): (was, becomes)})
