"""A scheme workbook as a scheme: read, held to the same rules as scheme.yaml, and every fault told at its cell."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from shijibu.outside_text import one_line
from shijibu.problems.refused import Refused
from shijibu.returns.admission import bytes_of, grid_of
from shijibu.returns.grid import Grid
from shijibu.returns.worker import run
from shijibu.scheme import lookup
from shijibu.scheme.load import SchemeFault, scheme_or_faults
from shijibu.scheme.model import Scheme
from shijibu.scheme.yaml_text import NotYaml, YamlText
from shijibu.scheme_book.read import At, SchemeBook, is_scheme_book, scheme_book
from shijibu.scheme_book.worked import failures
from shijibu.spreadsheet.limits import Limits

ENDINGS = (".xlsx", ".ods", ".fods", ".xls", ".et", ".xlsb", ".xlsm")


class NoSchemeBook(SchemeFault):
    """The file is no scheme workbook."""

    @property
    def sentences(self) -> list[str]:
        return [str(self)]


def book_of(file: Path, limits: Limits = Limits()) -> SchemeBook:
    """What the workbook in `file` says. Raises NoSchemeBook, FileNotFoundError."""
    file.resolve(strict=True)
    grid = next(told for _, told in run(_grid, [(0, (file, limits))], 1, limits))
    if isinstance(grid, Refused):
        raise NoSchemeBook(one_line(f"{file} 打不开：{grid.kind.says()}；{grid.kind.remedy()}"))
    return book_in(grid, str(file))


def _grid(file: Path, limits: Limits) -> Grid:
    """In a process of its own: a hostile file costs itself alone."""
    return grid_of(bytes_of(file, limits), limits)


def book_in(grid: Grid, name: str) -> SchemeBook:
    if not is_scheme_book(grid):
        raise NoSchemeBook(one_line(f"{name} 不是方案工作簿：没有“基本”“参数”“栏目”等工作表；用 shijibu scheme export 导出一本，在里面改"))
    return scheme_book(grid)


def judged(book: SchemeBook) -> tuple[Scheme | None, list[tuple[At, str]]]:
    """The scheme that a workbook says, if it says one, and everything that is wrong, cell by cell: what an example does not come to as well."""
    scheme = scheme_or_faults(book.values)
    if isinstance(scheme, Scheme) and not book.faults:
        return scheme.read_from(yaml_text(book.values)), [(book.place(f.loc), f.sentence) for f in failures(scheme)]
    found = [] if isinstance(scheme, Scheme) else [(book.place(loc), what) for loc, what in scheme]
    missing = {at.sheet for at, _ in book.faults if (at.row, at.column) == (1, 1)}
    return None, sorted({*book.faults, *(f for f in found if f[0].sheet not in missing)})


def read_book(file: Path) -> Scheme:
    """The scheme in a scheme workbook. Raises NoSchemeBook, and SchemeFault with every fault and its cell, failing examples included."""
    scheme, faults = judged(book_of(file))
    if scheme is None or faults:
        raise SchemeFault("\n".join(one_line(f"{file}：{at}：{what}") for at, what in faults))
    return scheme


def yaml_text(values: dict[str, object]) -> str:
    """The values as scheme.yaml has them; as JSON, which is YAML too, where the writer would not give them back as they are."""
    text = yaml.dump(values, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), allow_unicode=True, sort_keys=False, width=150)
    plain = json.dumps(values, ensure_ascii=False, indent=1) + "\n"
    try:
        same = json.dumps(YamlText(text).values) == json.dumps(values)
    except (NotYaml, TypeError):
        same = False
    return text if same else plain


def scheme_named(text: str) -> Scheme:
    """The scheme that a person named, by its id, its county, its file or its workbook. Raises UnknownScheme, SchemeFault, FileNotFoundError."""
    book = _book_named(text)
    return lookup.scheme_named(text) if book is None else read_book(book)


def scheme_id_named(text: str) -> str:
    """Its id; a name that nothing here bears stays as it is, for a ledger may know a scheme that is gone from here."""
    book = _book_named(text)
    return lookup.scheme_id_named(text) if book is None else read_book(book).id


def _book_named(text: str) -> Path | None:
    path = Path(text)
    return path.resolve(strict=True) if path.suffix.lower() in ENDINGS else None
