"""A scheme workbook as a scheme: read, held to the same rules as scheme.yaml, and every fault told at its cell."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

import yaml

from shijibu.outside_text import one_line
from shijibu.problems.refused import Refused
from shijibu.returns.admission import bytes_of, grid_of
from shijibu.returns.grid import Grid
from shijibu.returns.worker import run
from shijibu.scheme.load import SchemeFault, scheme_or_faults, template_bytes
from shijibu.scheme.model import Scheme
from shijibu.scheme.yaml_text import NotYaml, YamlText
from shijibu.scheme_book.book import At, SchemeBook
from shijibu.scheme_book.read import is_scheme_book, scheme_book
from shijibu.scheme_book.worked import failures
from shijibu.spreadsheet.limits import Limits


class NoSchemeBook(SchemeFault):
    """The file is no scheme workbook."""

    @property
    def sentences(self) -> list[str]:
        return [str(self)]


class ExamplesFail(SchemeFault):
    """What a scheme workbook's worked examples come to is not what they say."""

    @property
    def sentences(self) -> list[str]:
        return ["算例算出来与应为的不一样，没有导入：", *str(self).split("\n"), "请改参数、算式，或者按新的规则改算例，再导入"]


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


def judged(book: SchemeBook) -> Scheme | list[tuple[At, str]]:
    """The scheme that a workbook says; or everything that is wrong with it, cell by cell."""
    scheme = scheme_or_faults(book.values)
    if isinstance(scheme, Scheme) and not book.faults:
        return scheme.read_from(yaml_text(book.values))
    found = [] if isinstance(scheme, Scheme) else [(book.place(loc), what) for loc, what in scheme]
    missing = {at.sheet for at, _ in book.faults if (at.row, at.column) == (1, 1)}
    return sorted({*book.faults, *(f for f in found if f[0].sheet not in missing)})


def failing(book: SchemeBook, scheme: Scheme) -> list[tuple[At, str]]:
    """What the worked examples of a workbook's scheme do not come to, each at its cell."""
    return [(book.place(f.loc), f.sentence) for f in failures(scheme)]


def template_beside(book: Path) -> Path:
    """Where the template of a scheme workbook lies: 德清方案（模板）.xlsx beside 德清方案.xlsx."""
    return book.with_name(f"{book.stem}（模板）.xlsx")


def taken(book: SchemeBook, file: Path) -> SchemeBook:
    """The workbook with the template that lies beside it, if one does. Raises SchemeFault."""
    template = template_bytes(template_beside(file))
    if template is not None:
        book.values["template"] = b64encode(template).decode("ascii")
    return book


def read_book(file: Path, *, computed: bool = False) -> Scheme:
    """The scheme in a scheme workbook. computed: its worked examples must come out as well; whoever tries a number does without.

    Raises NoSchemeBook, and SchemeFault or ExamplesFail with every fault and its cell.
    """
    book = taken(book_of(file), file)
    told = _sound(book, str(file))
    if computed and (faults := failing(book, told)):
        raise ExamplesFail(_lines(str(file), faults))
    return told


def read_open_book(grid: Grid, name: str, file: Path | None) -> Scheme:
    """The scheme in a workbook that somebody has open, as it stands there now. file: where it lies, None for one that lies nowhere here.

    Raises NoSchemeBook, and SchemeFault with every fault and its cell.
    """
    book = book_in(grid, name)
    return _sound(book if file is None else taken(book, file), name)


def _sound(book: SchemeBook, name: str) -> Scheme:
    """Raises SchemeFault."""
    told = judged(book)
    if not isinstance(told, Scheme):
        raise SchemeFault(_lines(name, told))
    return told


def _lines(file: str, faults: Sequence[tuple[At, str]]) -> str:
    return "\n".join(one_line(f"{file}：{at}：{what}") for at, what in faults)


def yaml_text(values: dict[str, object]) -> str:
    """The values as scheme.yaml has them; as JSON, which is YAML too, where the writer would not give them back as they are."""
    text = yaml.dump(values, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), allow_unicode=True, sort_keys=False, width=150)
    plain = json.dumps(values, ensure_ascii=False, indent=1) + "\n"
    try:
        same = json.dumps(YamlText(text).values) == json.dumps(values)
    except (NotYaml, TypeError):
        same = False
    return text if same else plain
