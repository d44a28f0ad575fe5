"""函数示例.xlsx: clean for Excel, the same bytes twice, and right in LibreOffice with the add-in and without."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openxml_audit import FileFormat, OpenXmlValidator
from typer.testing import CliRunner

from shijibu.commands.main import app
from shijibu.report.function_examples import INDEX, write_function_examples
from shijibu.scheme import catalogue
from shijibu_addin.libreoffice.extension import unpack
from shijibu_addin.libreoffice.office import Office
from tests.libreoffice.test_addin_workbooks import HYBRID, first_argument

CALL = re.compile(r"^=(?:INDEX\()?SHIJI\.([A-Z]+)\(")
WITHOUT_TWIN = {rule.name for rule in catalogue.functions() if rule.native_body is None}
VARIES = {rule.name for rule in catalogue.functions() if rule.example[0][1] is ...}


@pytest.fixture(scope="module")
def workbook(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("examples") / "函数示例.xlsx"
    write_function_examples(path)
    return path


@pytest.fixture(scope="module")
def with_addin(tmp_path_factory) -> Iterator[Office]:
    with Office(extensions=[unpack(tmp_path_factory.mktemp("extension") / "shijibu")]) as running:
        yield running


def rows(path: Path) -> Iterator[tuple[str, int, str]]:
    """Sheet, row and function of every example's answer."""
    book = load_workbook(path)
    for sheet in book.worksheets[1:]:
        name = ""
        for row in range(1, sheet.max_row + 1):
            found = CALL.match(str(sheet.cell(row, 1).value or ""))
            name = found[1] if found else name
            if sheet.cell(row, 2).data_type == "f":
                yield sheet.title, row, name


def test_the_workbook_is_clean_and_the_same_bytes_twice(workbook, tmp_path):
    for version in (FileFormat.OFFICE_2010, FileFormat.MICROSOFT_365):
        errors = OpenXmlValidator(file_format=version).validate(str(workbook)).errors
        assert not errors, [e.description for e in errors[:5]]
    write_function_examples(tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == workbook.read_bytes()


def test_every_function_stands_on_the_index_with_a_link_to_its_live_examples(workbook):
    book = load_workbook(workbook)
    links = {cell.value: cell.hyperlink.location for (cell,) in book[INDEX].iter_rows(max_col=1) if cell.hyperlink}
    assert {f"SHIJI.{rule.name}" for rule in catalogue.functions()} == set(links)
    for name, place in links.items():
        title, _, cell = place.rpartition("!")
        assert book[title.strip("'")][cell].value == name
    live = {name for *_, name in rows(workbook)}
    assert live == {rule.name for rule in catalogue.functions()}


def test_what_a_preview_shows_is_what_the_rules_give(workbook):
    shown = load_workbook(workbook, data_only=True)
    for title, row, name in rows(workbook):
        if name not in VARIES:
            assert seen(shown[title].cell(row, 2).value) == shown[title].cell(row, 3).value, (title, row)


def seen(value: object) -> object:
    return "（空文字）" if value in (None, "") else value


def values(document, title: str, row: int) -> tuple[object, object]:
    """The live cell and the one that says what it gives, as LibreOffice has them."""
    (live, gives), = document.Sheets.getByName(title).getCellRangeByPosition(1, row - 1, 2, row - 1).getDataArray()
    return seen(live), gives


def test_without_the_add_in_ordinary_formulas_give_the_same(workbook, office):
    document = office.open(workbook)
    try:
        for title, row, name in rows(workbook):
            live, gives = values(document, title, row)
            assert live == ("需加载项" if name in WITHOUT_TWIN else gives), (title, row, name)
    finally:
        document.close(True)


def test_with_the_add_in_each_call_alone_gives_it(workbook, with_addin):
    """Without the ordinary formula beside it, which would hide an add-in that answers nothing."""
    document = with_addin.open(workbook)
    try:
        for title, row, name in rows(workbook):
            sheet = document.Sheets.getByName(title)
            cell = sheet.getCellRangeByPosition(1, row - 1, 1, row - 1)
            formula = cell.getCellByPosition(0, 0).Formula
            alone = "=" + first_argument(formula, formula.index(HYBRID) + len(HYBRID))
            assert alone.startswith(("=SHIJI.", "=INDEX(SHIJI.")), alone
            if formula.startswith("{"):
                cell.setArrayFormula(alone)
            else:
                cell.getCellByPosition(0, 0).setFormula(alone)
            live, gives = values(document, title, row)
            assert live == gives or (name in VARIES and str(live).startswith("Shijibu ")), (title, row, name)
    finally:
        document.close(True)


def test_the_command_writes_it_and_json_still_stands_alone(workbook, tmp_path):
    out = tmp_path / "new" / "函数示例.xlsx"
    done = CliRunner().invoke(app, ["functions", "--workbook", str(out)])
    assert done.exit_code == 0 and done.stdout == ""
    assert out.read_bytes() == workbook.read_bytes()
    told = CliRunner().invoke(app, ["functions", "--json", "--workbook", str(out)])
    assert {f["name"] for f in json.loads(told.stdout)["functions"]} == {rule.name for rule in catalogue.functions()}
