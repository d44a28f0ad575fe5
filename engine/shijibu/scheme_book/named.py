"""A scheme by what a person calls it: its id, its county, its file or its workbook."""

from __future__ import annotations

from pathlib import Path

from shijibu.scheme import lookup
from shijibu.scheme.load import UnknownScheme
from shijibu.scheme.model import Scheme

ENDINGS = (".xlsx", ".ods", ".fods", ".xls", ".et", ".xlsb", ".xlsm")

FORMS = "文稿模板"
"""The folder beside a scheme workbook with the forms of its papers."""


def scheme_named(text: str) -> Scheme:
    """The scheme that a person named, by its id, its county, its file or its workbook. Raises UnknownScheme, SchemeFault, FileNotFoundError."""
    from shijibu.scheme_book.load import read_book, template_beside  # most commands name no workbook, and many no scheme
    from shijibu.scheme_book.template import with_sound_template

    book = _book_named(text)
    if book is None:
        return with_sound_template(lookup.scheme_named(text))
    return with_sound_template(read_book(book), template_beside(book).name)


def scheme_id_named(text: str) -> str:
    """Its id; a name that nothing here bears stays as it is, for a ledger may know a scheme that is gone from here."""
    book = _book_named(text)
    if book is None:
        return lookup.scheme_id_named(text)
    from shijibu.scheme_book.load import read_book

    return read_book(book).id


def forms_named(text: str) -> Path | None:
    """The folder for the forms of the papers that go with the scheme that a person named: the scheme's own; of a workbook, one beside it,
    for a round's papers may lie there under the same names. None for a scheme that is gone from here."""
    book = _book_named(text)
    if book is not None:
        return book.parent / FORMS
    try:
        return lookup.scheme_file_named(text).parent
    except UnknownScheme:
        return None


def _book_named(text: str) -> Path | None:
    path = Path(text)
    return path.resolve(strict=True) if path.suffix.lower() in ENDINGS else None
