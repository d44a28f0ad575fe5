"""Templates that cannot be used: everything that is wrong is said at once, with file, sheet and cell, and how it is mended."""

from __future__ import annotations

import zipfile
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import DataBarRule
from openpyxl.styles import GradientFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from shijibu.ledger import Ledger
from shijibu.rounds.issue_round import issue_round
from shijibu.scheme.load import SchemeFault, folders, load, parsed, scheme_ids, template_in
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme_book.named import scheme_named
from shijibu.scheme_book.template import _judged_file, judged_template, said
from shijibu.workbook.template import opened
from shijibu.workbook.template_faults import faults_of_marks
from tests.command import run
from tests.templates.forms import FORM, MONTHLY, NOTES, REPORTS, VERDICTS, county_in, monthly, saved

SCHEME = parsed(MONTHLY.read_text(encoding="utf-8"), "monthly")


def with_template(data: bytes) -> Scheme:
    return SCHEME.model_copy(update={"template": b64encode(data).decode()})


def put(sheet: str, cell: str, value: object) -> Callable[[Workbook], None]:
    return lambda book: book[sheet].__setitem__(cell, value)


def renamed(old: str, new: str) -> Callable[[Workbook], None]:
    return lambda book: setattr(book[old], "title", new)


def merged(sheet: str, area: str) -> Callable[[Workbook], None]:
    return lambda book: book[sheet].merge_cells(area)


def without_head(book: Workbook) -> None:
    sheet = book[REPORTS]
    for area in [str(m) for m in sheet.merged_cells.ranges]:
        sheet.unmerge_cells(area)
    sheet.delete_rows(1, 5)


def named(book: Workbook) -> None:
    book.defined_names["reports.task"] = DefinedName("reports.task", attr_text=f"'{REPORTS}'!$A$1")


WRONG = {
    "a name that nothing has": (put(REPORTS, "C6", "{{ reports.tsak }}"), REPORTS, "C6", "是不是 {{ reports.task }}？"),
    "a heading for a name": (put(REPORTS, "C6", "{{ reports.工作任务 }}"), REPORTS, "C6", "是不是 {{ reports.task }}？"),
    "a unit's name that nothing has": (put(NOTES, "A9", "{{ unit.nmae }}"), NOTES, "A9", "是不是 {{ unit.name }}？"),
    "a table that is not": (put(NOTES, "A9", "{{ 不知道 }}"), NOTES, "A9", "没有“不知道”这个标记"),
    "marks on two rows": (put(REPORTS, "D7", "{{ reports.task }}"), REPORTS, "D7", "一张表只写一行标记"),
    "a missing column": (put(REPORTS, "D6", None), REPORTS, "B6", "缺 1 栏：“完成情况” {{ reports.result }}"),
    "a column twice": (put(REPORTS, "F6", "{{ reports.task }}"), REPORTS, "F6", "在 实绩报告!C6 已经有了"),
    "a figure twice": (put(NOTES, "A9", "{{ unit.problems }}"), REPORTS, "F3", "在 填表须知!A9 已经有了"),
    "words beside a mark": (put(REPORTS, "C6", "任务：{{ reports.task }}"), REPORTS, "C6", "旁边还有别的字"),
    "a mark in a formula": (put(NOTES, "A9", '="{{ unit.name }}"&B3'), NOTES, "A9", "公式里不能写标记"),
    "one brace": (put(NOTES, "A9", "{{ unit.name }"), NOTES, "A9", "双花括号不成对"),
    "wide braces": (put(NOTES, "A9", "｛｛unit.name｝｝"), NOTES, "A9", "半角"),
    "a table on another sheet": (put(NOTES, "A9", "{{ reports.task }}"), NOTES, "A9", "属于工作表“实绩报告”"),
    "a figure without a cell": (put(NOTES, "A9", "{{ unit.late }}"), NOTES, "A9", "没有“unit.late”这个标记"),
    "a number of no row": (put(NOTES, "A9", "{{ loop.index }}"), NOTES, "A9", "要和表的标记写在同一行"),
    "an official on a sheet of all": (put(NOTES, "A9", "{{ official.name }}"), NOTES, "A9", "只用在一人一张的表上"),
    "a text in the row of marks": (put(REPORTS, "F6", "{{ unit.name }}"), REPORTS, "F6", "写在表的标记行里了"),
    "a row of marks that is merged": (merged(REPORTS, "D6:D7"), REPORTS, "D6", "请取消上下合并"),
    "no heading": (without_head, REPORTS, "B1", "标记行上面没有表头"),
    "a sheet without marks": (lambda book: book[VERDICTS].delete_rows(5), VERDICTS, None, "没有“班子评价”的标记"),
    "nobody to choose": (put(FORM, "B2", None), FORM, None, "没有 {{ official.name }}"),
    "who is chosen stands below": (lambda book: [put(FORM, "B2", None)(book), put(FORM, "B9", "{{ official.name }}")(book)], FORM, "B9", "上面"),
    "a form without rows": (lambda book: book[FORM].delete_rows(4), FORM, None, "没有“当月实绩”的标记"),
    "the cover": (renamed(NOTES, "封面"), "封面", None, "请把模板里的这张表改名"),
    "a sheet of the system's": (renamed(NOTES, "上报前自检"), "上报前自检", None, "系统要用"),
    "a name of the system's": (named, None, None, "名称“reports.task”系统要用"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_each_wrong_mark_is_named_at_its_cell(wrong):
    change, sheet, cell, phrase = WRONG[wrong]
    book = monthly()
    change(book)
    data = saved(book)
    faults = faults_of_marks(with_template(data), opened(data))
    assert any(f.sheet == sheet and f.cell == cell and phrase in f.what for f in faults), faults
    assert all(f.what and "None" not in f.what for f in faults)


def test_a_good_template_has_no_fault_and_a_figure_that_is_computed_later_has_no_cell():
    assert judged_template(with_template(saved(monthly()))) == []
    late = SCHEME.model_copy(update={"unit_figures": [*SCHEME.unit_figures, SCHEME.unit_figures[0].model_copy(update={
        "id": "late", "label": "迟报", "live": False, "problems": False})]})
    book = monthly()
    put(NOTES, "A9", "{{ unit.late }}")(book)
    (fault,) = faults_of_marks(late.model_copy(update={"template": b64encode(saved(book)).decode()}), opened(saved(book)))
    assert "“迟报”交回后才算" in fault.what


def test_everything_is_said_at_once():
    book = monthly()
    for change in (put(REPORTS, "C6", "{{ reports.tsak }}"), put(NOTES, "A9", "{{ unit.name }"), put(VERDICTS, "E6", "{{ unit.signed }}")):
        change(book)
    told = [said(f) for f in judged_template(with_template(saved(book)))]
    assert [t.split("：")[1] for t in told] == ["填表须知!A9", "实绩报告!B6", "实绩报告!C6", "班子评价!E6"]
    assert all(t.startswith("template.xlsx：") for t in told)


def chart(book: Workbook) -> None:
    drawn = BarChart()
    drawn.add_data(Reference(book[REPORTS], min_col=1, min_row=6, max_row=7))
    book[REPORTS].add_chart(drawn, "H1")


def listed(book: Workbook) -> None:
    book[NOTES]["F1"], book[NOTES]["G1"], book[NOTES]["F2"] = "甲", "乙", 1
    book[NOTES].add_table(Table(displayName="list1", ref="F1:G2"))


def part(name: str, content: bytes, sheet: str = "") -> Callable[[bytes], bytes]:
    """A part more; sheet: by whose relationships it is reached."""

    def add(data: bytes) -> bytes:
        out = BytesIO(data)
        with zipfile.ZipFile(out, "a") as package:
            package.writestr(name, content)
            if sheet:
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
                package.writestr(sheet, f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
                                        f'Id="rId9" Type="{kind}" Target="/{name}"/></Relationships>')
        return out.getvalue()

    return add


XDR = b'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">%s</xdr:wsDr>'
LOST = {
    "a chart": (chart, None, REPORTS, "图表"),
    "a list object": (listed, None, NOTES, "转换为区域"),
    "data bars": (lambda book: book[NOTES].conditional_formatting.add("B3", DataBarRule("min", 0, "max", 1, "FF0000")), None, NOTES, "数据条"),
    "a gradient": (lambda book: setattr(book[NOTES]["A1"], "fill", GradientFill(stop=("FFFFFF", "FF0000"))), None, None, "渐变底色"),
    "a filter": (lambda book: setattr(book[NOTES].auto_filter, "ref", "A1:B2"), None, NOTES, "自动筛选"),
    "another first page": (lambda book: setattr(book[NOTES].HeaderFooter, "differentFirst", True), None, NOTES, "首页"),
    "a line that is a shape": (None, part("xl/drawings/drawing7.xml", XDR % b"<xdr:cxnSp/>", "xl/worksheets/_rels/sheet1.xml.rels"), NOTES, "线条"),
    "a picture of another kind": (None, part("xl/media/image1.emf", b"\1\0\0\0"), None, "不是 PNG"),
    "a picture that is none": (None, part("xl/media/image1.png", b"no picture"), None, "不是 PNG"),
    "threaded comments": (None, part("xl/threadedComments/threadedComment1.xml", b"<a/>"), None, "带回复的批注"),
    "a pivot table": (None, part("xl/pivotTables/pivotTable1.xml", b"<a/>"), None, "数据透视表"),
    "a form control": (None, part("xl/ctrlProps/ctrlProp1.xml", b"<a/>"), None, "控件"),
    "macros": (None, part("xl/vbaProject.bin", b"\0" * 99), None, "宏"),
    "a link to another file": (put(NOTES, "A9", "='[1]别的'!A1"), None, NOTES, "别的文件或网络"),
    "a formula that asks the network": (put(NOTES, "A9", '=WEBSERVICE("http://a")'), None, NOTES, "别的文件或网络"),
    "a DTD": (None, part("xl/evil.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'), None, "打不开"),
    "a bomb": (None, part("xl/bomb.xml", b"<a>" + b" " * 45_000_000 + b"</a>"), None, "打不开"),
    "no workbook": (None, lambda data: b"%PDF-1.7", None, "打不开"),
}


@pytest.mark.parametrize("lost", LOST)
def test_what_would_be_lost_or_acts_is_said_at_once(lost):
    change, spoil, sheet, phrase = LOST[lost]
    book = monthly()
    if change is not None:
        change(book)
    data = saved(book)
    if spoil is not None:
        out = BytesIO()
        with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                if name != "xl/worksheets/_rels/sheet1.xml.rels":
                    new.writestr(name, old.read(name))
        data = spoil(out.getvalue())
    faults = judged_template(with_template(data))
    assert any(f.sheet == sheet and phrase in f.what for f in faults), faults


def test_templates_that_came_along_are_sound():
    for id in scheme_ids():
        scheme = load(id)
        if scheme.template is not None and (folders()[-1] / id).is_dir():
            data = template_in(scheme)
            assert data is not None and _judged_file(data) == ()
            assert faults_of_marks(scheme, opened(data)) == []


def test_commands_say_it_and_write_nothing(tmp_path, monkeypatch):
    home = county_in(tmp_path / "schemes", put(REPORTS, "C6", "{{ reports.tsak }}"))
    told = run("scheme", "check", home / "monthly")
    assert told.returncode == 1 and "template.xlsx：实绩报告!C6：没有“reports.tsak”这个标记，是不是 {{ reports.task }}？" in told.stdout
    monkeypatch.setenv("SHIJIBU_TEMPLATES", str(home))
    scheme = load("monthly")
    with Ledger.open(f"sqlite:///{(tmp_path / 'ledger.db').as_posix()}") as ledger, pytest.raises(SchemeFault, match="是不是"):
        issue_round(scheme, Period.parse("2026-01"), None, ledger, tmp_path / "out")  # type: ignore[arg-type]  # it never comes to the roster
    assert not (tmp_path / "out").exists()
    told = run("roster", "--scheme", home / "monthly", "--out", tmp_path / "r.xlsx")
    assert told.returncode == 2 and "模板有误" in told.stderr


def test_a_template_goes_with_its_scheme_workbook(tmp_path):
    home = county_in(tmp_path / "schemes")
    book = tmp_path / "云岭方案.xlsx"
    told = run("scheme", "export", home / "monthly", "--out", book)
    assert told.returncode == 0 and (tmp_path / "云岭方案（模板）.xlsx").read_bytes() == (home / "monthly" / "template.xlsx").read_bytes()
    assert run("scheme", "check", book).returncode == 0
    assert run("scheme", "import", book, "--out", tmp_path / "back").returncode == 0
    assert (tmp_path / "back" / "template.xlsx").read_bytes() == (home / "monthly" / "template.xlsx").read_bytes()
    assert "UEs" not in (tmp_path / "back" / "scheme.yaml").read_text(encoding="utf-8")
    assert run("roster", "--scheme", book, "--out", tmp_path / "roster.xlsx").returncode == 0
    beside = tmp_path / "云岭方案（模板）.xlsx"
    changed = monthly()
    changed[NOTES]["F20"] = "改过的表样"
    beside.write_bytes(other := saved(changed))
    assert template_in(scheme_named(str(book))) == other  # what lies beside counts
    beside.unlink()
    assert template_in(scheme_named(str(book))) == (home / "monthly" / "template.xlsx").read_bytes()  # and the workbook alone loses nothing
