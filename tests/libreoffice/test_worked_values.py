"""Every function on values worked out by hand: by the add-in alone, and in hybrid cells with it, without it, and after it was removed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from shijibu.figures.live_formula import NEEDS_ADDIN
from shijibu.rules import Ref, Rule, native_formula
from shijibu.rules.native import literal
from shijibu.scheme import catalogue
from shijibu.scheme.examples import call_text
from shijibu_addin.libreoffice.extension import unpack
from shijibu_addin.libreoffice.office import Office
from tests.libreoffice.extensions import moved
from tests.libreoffice.worked_values import LEFT_OUT, WORKED, Begins, Table, Worked

FIRST_ARGUMENT = 2  # column; the answers stand in the first


@dataclass
class Laid:
    """A worked value on the sheet: its answers from `row` down in column A, its arguments beside them."""

    rule: Rule
    worked: Worked
    row: int
    cells: list[str | None] = field(default_factory=list)

    @property
    def gives(self) -> list[Any]:
        return self.worked.gives if isinstance(self.worked.gives, list) else [self.worked.gives]

    @property
    def height(self) -> int:
        return max(len(self.gives), *(len(a) for a in self.worked.arguments if isinstance(a, list)), 1)

    @property
    def arguments(self) -> list[Any]:
        """One for each parameter of the rule."""
        return [*self.worked.arguments, *[LEFT_OUT] * (len(self.rule.parameters) - len(self.worked.arguments))]

    def columns(self) -> Iterator[tuple[int, Any]]:
        """The arguments that stand in cells, with their columns on the sheet."""
        return ((FIRST_ARGUMENT + i, a) for i, a in enumerate(self.arguments) if a is not LEFT_OUT and not isinstance(a, Table))

    def range(self, argument: Any, column: int) -> str:
        return xl_range(self.row, column, self.row + (len(argument) if isinstance(argument, list) else 1) - 1, column)

    def addin(self) -> str:
        texts = [
            "" if a is LEFT_OUT else literal(a) if isinstance(a, Table) else as_range(self.range(a, column))
            for column, a in enumerate(self.arguments, FIRST_ARGUMENT)
        ]
        return call_text(self.rule, texts)

    def native(self, number: int) -> str:
        if self.rule.native_body is None:
            return NEEDS_ADDIN
        given: list[Any] = []
        for column, (p, a) in enumerate(zip(self.rule.parameters, self.arguments, strict=True), FIRST_ARGUMENT):
            given.append(catalogue.default_of(p) if a is LEFT_OUT else a if isinstance(a, Table) else Ref(self.range(a, column)))
        names = {column: p.name for column, p in enumerate(self.rule.parameters, FIRST_ARGUMENT)}
        own = {names[c]: Ref(xl_rowcol_to_cell(self.row + number, c)) for c, a in self.columns() if isinstance(a, list)}
        return native_formula(self.rule, given, row=own if self.rule.returns == "column" else None)

    def hybrid(self, number: int) -> str:
        table = self.rule.returns == "column" or self.rule.spreads
        call = f"INDEX({self.addin()},{number + 1})" if table else self.addin()
        return f"IFERROR({call},{self.native(number)})"


def as_range(address: str) -> str:
    """A cell as a range of one: LibreOffice hands a blank cell on its own to an add-in as 0."""
    return address if ":" in address else f"{address}:{address}"


def laid_out() -> list[Laid]:
    out, row = [], 0
    for rule in catalogue.functions():
        for worked in WORKED.get(rule.name, ()):
            out.append(Laid(rule, worked, row))
            row += out[-1].height
    return out


@pytest.fixture(scope="module")
def with_addin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office(extensions=[unpack(tmp_path_factory.mktemp("extension") / "shijibu")]) as running:
        yield running


@pytest.fixture(scope="module")
def hybrid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with every worked value in hybrid cells."""
    file = tmp_path_factory.mktemp("hybrid") / "hybrid.xlsx"
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        for laid in laid_out():
            write_arguments(sheet, laid)
            for i in range(len(laid.gives)):
                if laid.rule.array:
                    sheet.write_array_formula(laid.row + i, 0, laid.row + i, 0, f"{{={laid.hybrid(i)}}}")
                else:
                    sheet.write_formula(laid.row + i, 0, f"={laid.hybrid(i)}")
    return file


def write_arguments(sheet: Any, laid: Laid) -> None:
    for column, argument in laid.columns():
        for i, value in enumerate(argument if isinstance(argument, list) else [argument]):
            if value not in (None, ""):
                sheet.write(laid.row + i, column, value)


def answers(document: Any, laid: Laid) -> list[Any]:
    """What the cells show, as worked values are told: None for an empty text, an error by its name."""
    cells = [document.Sheets.getByIndex(0).getCellByPosition(0, laid.row + i) for i in range(len(laid.gives))]
    return [c.String if c.getError() or c.FormulaResultType2 != 1 else c.Value for c in cells]


def told(gives: Sequence[Any]) -> list[Any]:
    return ["" if v is None else v for v in gives]


def alike(found: Sequence[Any], wanted: Sequence[Any]) -> bool:
    return all(_is(f, w) for f, w in zip(found, told(wanted), strict=True))


def _is(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, str):
        return isinstance(found, str) and (found.startswith(wanted) if isinstance(wanted, Begins) else found == wanted)
    return isinstance(found, float) and found == wanted


def differences(document: Any, wanted: Any) -> list[tuple[Any, ...]]:
    """Where the document's answers are not those that `wanted` gives for a laid value."""
    found = [(laid, answers(document, laid)) for laid in laid_out()]
    return [(laid.rule.name, laid.worked.arguments, shown, told(wanted(laid))) for laid, shown in found if not alike(shown, wanted(laid))]


def with_it(laid: Laid) -> list[Any]:
    return laid.gives


def without_it(laid: Laid) -> list[Any]:
    """A rule without a twin asks for the add-in."""
    return laid.gives if laid.rule.native_body is not None else [NEEDS_ADDIN.strip('"')] * len(laid.gives)


def test_every_function_of_the_catalogue_has_a_value_worked_out_by_hand():
    assert set(WORKED) == {r.name for r in catalogue.functions()}
    assert all(WORKED.values())


def test_the_add_in_computes_every_function(with_addin, tmp_path):
    with Workbook(tmp_path / "addin.xlsx") as book:
        sheet = book.add_worksheet()
        for laid in laid_out():
            write_arguments(sheet, laid)
            if laid.rule.returns == "column":
                last = laid.row + len(laid.gives) - 1
                sheet.write_array_formula(laid.row, 0, last, 0, f"{{={laid.addin()}}}")
            else:
                sheet.write_formula(laid.row, 0, f"={laid.addin()}")
    document = with_addin.open(tmp_path / "addin.xlsx")
    assert differences(document, with_it) == []
    document.close(True)


def test_hybrid_cells_show_the_same_with_the_add_in(with_addin, hybrid):
    document = with_addin.open(hybrid)
    assert differences(document, with_it) == []
    document.close(True)


def test_hybrid_cells_show_the_same_where_the_add_in_never_was(office, hybrid):
    document = office.open(hybrid)
    assert differences(document, without_it) == []
    document.close(True)


def test_hybrid_cells_show_the_same_where_the_add_in_fails_in_every_cell(hybrid, tmp_path):
    with Office(extensions=[moved(tmp_path)], environment={"SHIJIBU_ADDIN_LOG": str(tmp_path / "addin.log")}) as broken:
        document = broken.open(hybrid)
        found = differences(document, without_it)
        document.close(True)
    assert found == []


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_hybrid_workbook_lives_on_after_the_add_in_was_removed(with_addin, office, hybrid, tmp_path, ending):
    """Saved where the add-in was, opened where it is gone: every cell shows what it showed, and follows its inputs from then on."""
    document = with_addin.open(hybrid)
    saved = with_addin.save(document, tmp_path / f"saved.{ending}", ending)
    document.close(True)
    document = office.open(saved)
    assert differences(document, without_it) == []
    sheet = document.Sheets.getByIndex(0)
    moved = [(old, new) for old, new in pairwise(laid_out()) if old.rule.native_body is not None and interchangeable(old, new)]
    assert len({old.rule.name for old, _ in moved}) > 30
    for old, new in moved:
        for column, argument in new.columns():
            for i, value in enumerate(argument if isinstance(argument, list) else [argument]):
                cell = sheet.getCellByPosition(column, old.row + i)
                cell.setFormula("" if value in (None, "") else value) if isinstance(value, str | None) else cell.setValue(value)
    document.calculateAll()
    wrong = [(old.rule.name, new.worked, answers(document, old)) for old, new in moved if not alike(answers(document, old), new.gives)]
    document.close(True)
    assert wrong == []


def interchangeable(old: Laid, new: Laid) -> bool:
    """Whether the arguments of one can be put in the place of the other's."""
    def shape(laid: Laid) -> list[Any]:
        return [a if a is LEFT_OUT or isinstance(a, Table) else len(a) if isinstance(a, list) else 0 for a in laid.arguments]

    return old.rule is new.rule and shape(old) == shape(new) and len(old.gives) == len(new.gives)
