"""The ledger that a command works on, and the round in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Stop

if TYPE_CHECKING:
    from shijibu.ledger import Ledger
    from shijibu.ledger.reading import Reading

LedgerUrl = Annotated[str | None, typer.Option(
    "--ledger", help="台账文件，或数据库地址；缺省取环境变量 SHIJIBU_LEDGER，再缺省为当前文件夹的 shijibu.db")]


class SchemeNamed(str):
    """A scheme's id. forms: the folder for the forms of its papers, where it was named by a file."""

    forms: Path | None = None

    @classmethod
    def of(cls, text: str | None) -> SchemeNamed | None:
        """As a person named it."""
        if text is None:
            return None
        from shijibu.scheme_book.named import forms_named, scheme_id_named

        made = cls(scheme_id_named(text))
        made.forms = forms_named(text)
        return made


def forms_beside(scheme: str | None) -> Path | None:
    """The folder for the forms of the papers, where a command was told of one."""
    return scheme.forms if isinstance(scheme, SchemeNamed) else None


OneScheme = Annotated[str | None, typer.Option("--scheme", help="考评方案；台账中只有一个时可省", callback=SchemeNamed.of)]


def ledger_url(given: str | None) -> str:
    """The ledger's address as a URL; a plain path is a file's."""
    from shijibu.ledger.address import LEDGER, sqlite_url

    if given is not None and not given.strip():
        raise Stop("--ledger 没有写台账；写台账文件，如 shijibu.db，或去掉 --ledger")
    text = given or os.environ.get("SHIJIBU_LEDGER") or LEDGER
    return text if "://" in text else sqlite_url(text)


def ledger_place(given: str | None) -> str:
    """The ledger's address as people know it: a file by its path, a database by its URL without the password."""
    from shijibu.ledger.address import shown

    return shown(ledger_url(given))


def _file(url: str) -> Path | None:
    """The ledger's file; None for a database that is none."""
    from shijibu.ledger.address import file_of

    name = file_of(url)
    return Path(name) if name else None


def existing_ledger(given: str | None, *, adopting: bool = True) -> Ledger | None:
    """The ledger if there is one; a command that only looks makes none. adopting: a ledger of an earlier schema takes what its rounds' schemes
    say from their files, while these still say it."""
    url = _existing(given)
    if url is None:
        return None
    with loaded_for_good():
        from shijibu.ledger import open_ledger
        from shijibu.rounds.rules import adopt

    book = open_ledger(url)
    if adopting:
        adopt(book)
    return book


def asked_ledger(given: str | None) -> Reading | None:
    """The same for who asks no more than a `Reading` answers: a file of today's schema is asked by sqlite3 alone, for SQLAlchemy takes a tenth of
    a second to load."""
    with loaded_for_good():
        from shijibu.ledger.file_reading import FileReading

    url = _existing(given)
    book = FileReading.open(url) if url is not None else None
    if book is not None:
        if not book.unkept():
            return book
        book.close()
    return existing_ledger(given)


def load_ledgers() -> None:
    """Loads what `whole_ledger` needs, where there is time."""
    with loaded_for_good():
        import shijibu.ledger.ledger  # noqa: F401


def whole_ledger(asked: Reading | None, given: str | None) -> Ledger | None:
    """The ledger of which a part was asked, to be written to."""
    from shijibu.ledger.file_reading import FileReading

    if isinstance(asked, FileReading):
        asked.close()
        return existing_ledger(given)
    return cast("Ledger | None", asked)


def _existing(given: str | None) -> str | None:
    """The URL of a ledger that may be there; None where there surely is none, and none was named."""
    url = ledger_url(given)
    file = _file(url)
    if file is not None and not file.exists():
        if given is not None:
            raise Stop(f"没有这个台账：{ledger_place(given)}")
        return None
    if file is not None and file.is_file() and not file.stat().st_size:
        raise Stop(f"这不是台账，是空文件：{file}；有备份的请先恢复备份")
    return url


@contextmanager
def new_or_existing_ledger(given: str | None) -> Iterator[tuple[Ledger, Path | None]]:
    """The ledger, made where there is none, and its file if it was made now; it goes again where what follows fails."""
    with loaded_for_good():
        from shijibu.ledger.made import new_or_existing

    with new_or_existing(ledger_url(given)) as opened:
        yield opened


def needed_ledger(given: str | None) -> Ledger:
    """The ledger, for a command that can say nothing without one."""
    book = existing_ledger(given)
    if book is None:
        raise Stop(f"没有台账（{ledger_place(given)}），请用 --ledger 指明台账")
    return book
