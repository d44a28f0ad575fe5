"""A live cell in a real LibreOffice: where Python gives an error value the sheet says 待改正, where there is no data it is empty, and what takes
either gives what Python gives for it."""

from __future__ import annotations

from typing import Any

import pytest
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from shijibu.figures.live_formula import live_text
from shijibu.rules import REGISTRY, CellError, NoData, Ref
from shijibu.rules.values import WAITING
from tests.parity.cases import cases
from tests.parity.cells import Case, LeftOut, plain
from tests.parity.sheet import answer_height, by_python, put_cell

NATIVE = [rule for rule in REGISTRY.values() if rule.native_body is not None]
CASES = 30


@pytest.mark.timeout(300)
def test_a_live_cell_says_what_python_says_and_never_an_error(office, tmp_path):
    written: list[tuple[str, Case, int, list[Any]]] = []
    with Workbook(tmp_path / "live.xlsx", {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        for rule in NATIVE:
            sheet, row = book.add_worksheet(rule.name), 0
            for case in cases(rule, CASES, 5):
                arguments: list[Any] = []
                for column, (parameter, argument) in enumerate(zip(rule.parameters, case.arguments, strict=True)):
                    if not parameter.is_input or isinstance(argument, LeftOut):
                        arguments.append(plain(argument))
                        continue
                    cells, name = argument if isinstance(argument, tuple) else (argument,), xl_col_to_name(column)
                    for i, cell in enumerate(cells):
                        put_cell(sheet, row + i, column, cell)
                    arguments.append(Ref(f"${name}${row + 1}:${name}${row + len(cells)}" if parameter.is_column else f"${name}${row + 1}"))
                for i in range(answer_height(rule, case)):
                    own = {p.name: Ref(f"${xl_col_to_name(c)}{row + i + 1}") for c, p in enumerate(rule.parameters) if p.is_column}
                    text = live_text(rule, arguments, own if rule.returns == "column" else {}, "native")
                    at = (row + i, len(rule.parameters))
                    sheet.write_array_formula(*at, *at, f"{{={text}}}") if rule.array else sheet.write_formula(*at, f"={text}")
                written.append((rule.name, case, row, by_python(rule, case)))
                row += case.height
    document = office.open(tmp_path / "live.xlsx")
    try:
        wrong = [found for name, case, row, wanted in written for i, want in enumerate(wanted)
                 if (found := _differs(document, name, case, row + i, i, want)) is not None]
    finally:
        document.close(True)
    assert wrong == []
    assert sum(isinstance(w, CellError) and w.kind != NoData.kind for *_, wanted in written for w in wanted) > len(NATIVE)


def _differs(document: Any, rule: str, case: Case, row: int, number: int, want: Any) -> Any:
    cell = document.Sheets.getByName(rule).getCellByPosition(len(REGISTRY[rule].parameters), row)
    shown = f"error {cell.getError()}" if cell.getError() else cell.Value if cell.FormulaResultType2 == 1 else cell.String
    if isinstance(want, CellError):
        untouched = all(plain(a[number]) in (None, "") for p, a in zip(REGISTRY[rule].parameters, case.arguments, strict=True)
                        if p.kind == "numbers" and isinstance(a, tuple) and number < len(a)) and REGISTRY[rule].returns == "column"
        want = "" if want.kind == NoData.kind else WAITING
        return None if shown == want or (untouched and shown == "") else (rule, str(case), number, shown, want)
    return None if shown == want else (rule, str(case), number, shown, want)
