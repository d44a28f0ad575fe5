"""A batch of cases in one worksheet: written with XlsxWriter, computed by LibreOffice, read back in bulk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from shijibu.rules import CellError, Ref, Rule, RuleError, native_formula
from tests.parity.cells import BLANK, Case, LeftOut, Made, plain

# What ERROR.TYPE answers; a bare number of LibreOffice's own, such as Err:502, has no error value in Excel and is no answer.
_KINDS = {1: "#NULL!", 2: "#DIV/0!", 3: "#VALUE!", 4: "#REF!", 5: "#NAME?", 6: "#NUM!", 7: "#N/A"}


def by_python(rule: Rule, case: Case) -> list[Any]:
    """The rule's answer, one a row for a column rule: a number, a text ("" for a blank) or a CellError."""
    rows = answer_height(rule, case)
    try:
        answer = rule(*case.raw())
    except RuleError as error:
        return [CellError(error.kind)] * rows
    answers = answer if rule.returns == "column" else [answer]
    return ["" if a is None else float(a) if isinstance(a, (int, float)) else a for a in answers]


def answer_height(rule: Rule, case: Case) -> int:
    """How many rows a rule answers for: those of its first column."""
    return next(len(a) for a in case.arguments if isinstance(a, tuple)) if rule.returns == "column" else 1


def by_office(office: Any, rule: Rule, cases: list[Case], folder: Path) -> list[list[Any]]:
    """LibreOffice's answer to each case, in the form of `by_python`."""
    path = folder / f"{rule.name}.xlsx"
    starts = _write(path, rule, cases)
    document = office.open(path)
    try:
        sheet = document.Sheets.getByIndex(0)
        height, width = starts[-1], len(rule.parameters)
        data = sheet.getCellRangeByPosition(0, 0, width + 1, height - 1).getDataArray()
    finally:
        document.close(True)
        path.unlink()
    answers = []
    for case, start in zip(cases, starts, strict=False):
        _assert_arrived(rule, case, data, start)
        answers.append([_read(data[start + i][width], data[start + i][width + 1]) for i in range(answer_height(rule, case))])
    return answers


def _write(path: Path, rule: Rule, cases: list[Case]) -> list[int]:
    """Writes the cases below each other; gives the first row of each, and the row after the last."""
    book = Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False})
    sheet = book.add_worksheet()
    answer, kind = len(rule.parameters), len(rule.parameters) + 1
    starts, row = [], 0
    for case in cases:
        starts.append(row)
        arguments: list[Any] = []
        for column, (parameter, argument) in enumerate(zip(rule.parameters, case.arguments, strict=True)):
            cells = argument if isinstance(argument, tuple) else (argument,)
            if not parameter.is_input or isinstance(argument, LeftOut):
                arguments.append(plain(argument))
                continue
            for i, cell in enumerate(cells):
                put_cell(sheet, row + i, column, cell)
            name = xl_col_to_name(column)
            arguments.append(Ref(f"${name}${row + 1}:${name}${row + len(cells)}" if parameter.is_column else f"${name}${row + 1}"))
        for i in range(answer_height(rule, case)):
            own = {p.name: Ref(f"${xl_col_to_name(c)}{row + i + 1}") for c, p in enumerate(rule.parameters) if p.is_column}
            formula = "=" + native_formula(rule, arguments, row=own if rule.returns == "column" else None)
            if rule.array:
                sheet.write_array_formula(row + i, answer, row + i, answer, formula)
            else:
                sheet.write_formula(row + i, answer, formula)
            cell = xl_rowcol_to_cell(row + i, answer)
            sheet.write_formula(row + i, kind, f"=IF(ISERROR({cell}),ERROR.TYPE({cell}),0)")
        row += case.height
    book.close()
    return [*starts, row]


def put_cell(sheet: Any, row: int, column: int, cell: Any) -> None:
    """Writes what stands in a cell."""
    if isinstance(cell, Made):
        sheet.write_formula(row, column, cell.formula)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif cell is not BLANK:
        sheet.write_number(row, column, cell)


def _read(value: Any, kind: Any) -> Any:
    if kind == 0:
        return value
    return CellError(_KINDS.get(kind, f"unknown error {kind}"))


def _assert_arrived(rule: Rule, case: Case, data: Any, start: int) -> None:
    """The cells hold what Python was given, to the last bit: else the comparison would prove nothing."""
    for column, (parameter, argument) in enumerate(zip(rule.parameters, case.arguments, strict=True)):
        if not parameter.is_input or isinstance(argument, LeftOut):
            continue
        for i, cell in enumerate(argument if isinstance(argument, tuple) else (argument,)):
            want, got = plain(cell), data[start + i][column]
            if not isinstance(want, CellError):
                assert got == ("" if want is None else want), f"{rule.name}: wrote {cell!r}, LibreOffice has {got!r}"
