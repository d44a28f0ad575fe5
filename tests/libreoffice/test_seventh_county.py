"""A county that nobody has programmed: an office drafts its scheme from the form it has, edits cells of that in LibreOffice, and runs a year on
the workbook alone. No file of it is YAML, and no cell is set but by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook

from shijibu.rules.values import WAITING
from shijibu.scheme_book.contents import columns
from shijibu.scheme_book.draw import BASIC, HEADER
from shijibu.scheme_book.parts import basics, part
from shijibu.spreadsheet.address import address
from tests.command import run
from tests.libreoffice.test_waiting import put
from tests.scheme_draft.forms import box, check, headings, title

pytestmark = pytest.mark.xdist_group("libreoffice")

QUARTERS = tuple(f"2026-Q{n}" for n in (1, 2, 3, 4))
UNITS = {"T01": ("青溪镇", "乡镇"), "T02": ("白石镇", "乡镇")}
PEOPLE = {"T01-01": ("李明", "T01"), "T02-01": ("王芳", "T02")}
PACE = {"T01": 1.0, "T02": 0.8}
"""What each unit has done of what it planned, in every quarter."""
TASKS = (("河道整治", 40), ("招商项目", 10))
"""Title, and what is planned by the end of the year."""


def form() -> bytes:
    """What the office has been sending round: headings, formulas in its rows, a dropdown, a row of totals."""
    book = Workbook()
    sheet = book.active
    sheet.title = "重点工作"
    title(sheet, "青岩县重点工作季报表", 8)
    sheet["A2"] = "填报单位：（盖章）"
    headings(sheet, 3, ["序号", "任务名称*", "责任人", "计划完成数", "实际完成数", "完成率", "得分", "完成情况"])
    box(sheet, 3, 13, 8)
    for row in range(4, 13):
        sheet.cell(row, 1, row - 3)
        for column in (4, 5, 7):
            sheet.cell(row, column).number_format = "0.00"
        sheet.cell(row, 6, f'=IF(D{row}="","",E{row}/D{row})').number_format = "0.0%"
        sheet.cell(row, 7, f"=IF(E{row}>=D{row},100,E{row}/D{row}*100)")
    check(sheet, "H4:H12", "list", '"未启动,进行中,已完成"')
    sheet["A13"] = "合计"
    for column in "DE":
        sheet[f"{column}13"] = f"=SUM({column}4:{column}12)"
    sheet["A14"] = "注：计划完成数、实际完成数均为本年累计。"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


Line = Mapping[str, Any]
ADDED: dict[str, list[Line]] = {
    "参数": [{"规则": "QY-1", "代号": "bands", "取值": "90 | 优秀\n75 | 良好\n60 | 一般\n0 | 较差", "说明": "年度等次的分数线", "应为": "分数线"},
           {"规则": "QY-2", "代号": "praise", "取值": "优秀", "说明": "通报表扬的等次", "应为": "文字"}],
    "等次": [{"代号": "year_grade", "分数线": "QY-1.bands"}],
    "依据": [{"规则": "QY-1", "条目": "评定等次", "原文": "年度得分90分以上为优秀，75分以上为良好，60分以上为一般。"}],
    "单位指标": [
        {"代号": "score", "名称": "本季得分", "规则": "QY-1", "算式": "MEAN(items.score)", "在封面上": "是", "进结果": "是", "进报告": "是"},
        {"代号": "rank", "名称": "同类名次", "规则": "QY-1", "类型": "整数", "算式": "RANKIN(score, kind, 0)", "全县一起算": "是", "进结果": "是"},
        {"代号": "year_score", "名称": "年度得分", "规则": "QY-1", "算式": "MEAN(year(score))", "进结果": "是", "进报告": "是"},
        {"代号": "grade", "名称": "年度等次", "规则": "QY-1", "类型": "文字", "算式": "GRADE(year_score, 'year_grade')", "进结果": "是",
         "进报告": "是", "只在第几轮": 4, "颜色": "优秀 = 绿\n较差 = 红"}],
    "干部指标": [{"代号": "score", "名称": "本季得分", "规则": "QY-1", "算式": "MEAN(items.score)", "进结果": "是", "进报告": "是"}],
    "名单": [{"代号": "praise", "名称": "通报表扬名单", "规则": "QY-2", "对象": "单位", "条件": "equals(grade, param('QY-2.praise'))",
            "只在第几轮": 4}],
    "名单理由": [{"名单": "praise", "规则": "QY-1", "文字": "年度得分{year_score}，等次{grade}"}],
    "核查": [{"编号": "items.done-less", "规则": "QY-1", "逐个查": "items", "指向": "progress", "轻重": "错误",
            "条件": "all_of(equals(progress, '已完成'), below(actual, planned))", "说什么": "{task}还没有做到计划的 {planned}，不能写已完成",
            "怎么改": "改实际完成数，或改为“进行中”"}],
}
"""What the office writes into the draft, sheet by sheet, each line below those that are there."""
CHANGED: dict[str, Any] = {
    "方案代号": "qingyan", "主办单位": "青岩县考评办", "截止：期末后几天": 15, "联系：电话": "0570-1234567", "联系：地址": "县府大院2号楼",
    "按什么排名": "score", "名次": "rank",
}


def labels(sheet: str) -> list[str]:
    return [place.label for place in columns(part(sheet))]


class Desk:
    """Somebody at a workbook in LibreOffice."""

    def __init__(self, office: Any, file: Path) -> None:
        self.office, self.document = office, office.open(file, recalculate=False)

    def type(self, sheet: str, cell: str, value: Any) -> None:
        put(self.document.Sheets.getByName(sheet).getCellRangeByName(cell), value)

    def shown(self, sheet: str, cell: str) -> str:
        return str(self.document.Sheets.getByName(sheet).getCellRangeByName(cell).String)

    def add(self, sheet: str, line: Line) -> None:
        """A line below those that are there."""
        named = labels(sheet)
        block = self.document.Sheets.getByName(sheet).getCellRangeByName(f"A{HEADER + 1}:D{HEADER + 200}").DataArray
        row = HEADER + 1 + next(n for n, told in enumerate(block) if not any(told))
        for label, value in line.items():
            self.type(sheet, address(row, named.index(label) + 1), value)

    def save(self, file: Path, *, close: bool = True) -> None:
        self.office.save(self.document, file, "xlsx")
        if close:
            self.document.close(True)


def scheme_made(office: Any, drafted: Path, file: Path, next_years: Path) -> None:
    """The draft as the office finishes it; and with another line, as it thinks of for the next year."""
    desk = Desk(office, drafted)
    for label, value in CHANGED.items():
        desk.type(BASIC, address(HEADER + 1 + [place.label for place in basics()].index(label), 2), value)
    for sheet, lines in ADDED.items():
        for line in lines:
            desk.add(sheet, line)
    desk.save(file, close=False)
    row = next(r for r in range(HEADER + 1, HEADER + 20) if desk.shown("参数", f"B{r}") == "bands")
    desk.type("参数", f"C{row}", "90 | 优秀\n85 | 良好\n60 | 一般\n0 | 较差")
    desk.save(next_years)


def roster_made(office: Any, blank: Path, file: Path) -> None:
    desk = Desk(office, blank)
    rows: dict[str, Iterable[tuple[Any, ...]]] = {
        "单位": ((code, *told) for code, told in UNITS.items()), "干部": ((id, *told, "正职", "是") for id, told in PEOPLE.items())}
    for sheet, listed in rows.items():
        for row, told in enumerate(listed, 2):
            for column, value in enumerate(told, 1):
                desk.type(sheet, address(row, column), value)
    desk.save(file)


def filled(office: Any, file: Path, fields: list[Line], code: str, n: int, into: Path) -> dict[str, str]:
    """The unit's workbook of the quarter `n`, typed in and saved; what its cover says then, and its state."""
    desk, at = Desk(office, file), {f["id"]: (f["sheet"], f["cell"]) for f in fields}
    for row, (task, planned) in enumerate(TASKS, 1):
        due = planned * n / 4
        entries = {"task": task, "owner": next(name for name, unit in PEOPLE.values() if unit == code), "planned": due, "actual": due * PACE[code],
                   "progress": "已完成" if PACE[code] >= 1 else "进行中"}
        for column, value in entries.items():
            if column == "actual" and n == 1:
                desk.type(*at[f"items[{row}].actual"], "一半")
                assert [desk.shown(*at[field]) for field in (f"items[{row}].score", "unit.score")] == [WAITING] * 2
            desk.type(*at[f"items[{row}].{column}"], value)
    cover = {"heading": desk.shown("封面", "B2"), **{id: desk.shown(*at[f"unit.{id}"]) for id in ("problems", "items_planned", "score")}}
    desk.save(into / file.name)
    return cover


@pytest.fixture(scope="module")
def year(office, tmp_path_factory):
    """The county after a year: what runs a command in its folder, the folder, and each quarter's results."""
    folder = tmp_path_factory.mktemp("qingyan")

    def done(*words: Any, code: int = 0) -> Any:
        ran = run(*words, cwd=folder)
        assert ran.returncode == code, (words, ran.stdout, ran.stderr)
        return json.loads(ran.stdout) if "--json" in words else ran.stdout

    (folder / "原表.xlsx").write_bytes(form())
    done("scheme", "draft", "原表.xlsx", "--out", "起草.xlsx")
    scheme_made(office, folder / "起草.xlsx", folder / "方案.xlsx", folder / "新方案.xlsx")
    done("scheme", "check", "方案.xlsx")
    done("roster", "--scheme", "方案.xlsx", "--out", "空名册.xlsx")
    roster_made(office, folder / "空名册.xlsx", folder / "名册.xlsx")
    results, fields = {}, None
    for n, quarter in enumerate(QUARTERS, 1):
        done("issue", "名册.xlsx", "--scheme", "方案.xlsx", "--period", quarter, "--out", f"下发{n}")
        (folder / f"收件{n}").mkdir()
        for file in sorted((folder / f"下发{n}").glob("*.xlsx")):
            fields = fields or done("fields", file, "--json")["fields"]  # of units with as many people, the same in every quarter
            cover = filled(office, file, fields, file.stem.split("_")[1], n, folder / f"收件{n}")
            assert cover == {"heading": "青岩县重点工作季报表", "problems": "0", "items_planned": f"{50 * n / 4:.2f}",
                             "score": f"{100 * PACE[file.stem.split('_')[1]]:.2f}"}
        results[quarter] = done("consolidate", f"收件{n}", "--scheme", "方案.xlsx", "--period", quarter, "--out", f"结果{n}", "--json",
                                "--received", f"2026-{3 * n:02d}-28")
    return done, folder, results


def test_a_year_is_run_on_the_workbook_alone(year):
    done, folder, results = year
    for n, quarter in enumerate(QUARTERS, 1):
        units = {u["code"]: u for u in results[quarter]["units"]}
        assert {c: (u["score"], u["rank"], u["year_score"], u["items_actual"]) for c, u in units.items()} == {
            "T01": (100, 1, 100, 12.5 * n), "T02": (80, 2, 80, 10 * n)}
        assert not results[quarter]["rejected"] and not results[quarter]["missing"]
        assert {o["id"]: o["score"] for o in results[quarter]["officials"]} == {"T01-01": 100, "T02-01": 80}
    assert {c: u["grade"] for c, u in units.items()} == {"T01": "优秀", "T02": "良好"}
    assert results["2026-Q4"]["lists"] == {"praise": ["T01"]} and results["2026-Q3"]["lists"] == {"praise": []}
    why = done("explain", "T02", "--scheme", "方案.xlsx", "--period", "2026-Q4")
    assert "年度等次 = 良好" in why and "90 优秀、75 良好" in why and "实际完成数 32（重点工作!D6）" in why
    assert "台账完整" in done("audit")
    assert not [f for f in folder.rglob("*") if "yaml" in f.name]


def test_next_years_line_is_tried_before_it_is_in_force(year):
    done, _, _ = year
    tried = done("simulate", "--with", "新方案.xlsx", "--json")
    assert [(p["path"], p["after"][1]) for p in tried["parameters"]] == [("QY-1.bands", [85, "良好"])]
    assert [[(u["code"], u["before"], u["after"]) for u in p["units"]] for p in tried["periods"]] == [
        [], [], [], [("T02", {"grade": "良好"}, {"grade": "一般"})]]
    assert tried["periods"][3]["units"][0]["because"]["grade"][0]["parameters"] == ["QY-1.bands"]


def test_what_an_office_may_want_besides_works_from_the_workbook_too(year):
    done, folder, _ = year
    done("filled", "--scheme", "方案.xlsx", "--out", "填写示例.xlsx")
    done("scheme", "papers", "方案.xlsx", "--out", "文稿模板")
    own = folder / "文稿模板" / "通报.docx"
    document = Document(str(own))
    document.add_paragraph("抄送：县委办、县府办。")
    document.save(str(own))
    done("consolidate", "收件1", "--scheme", "方案.xlsx", "--period", "2026-Q1", "--out", "结果1", "--json")
    assert "抄送：县委办、县府办。" in [p.text for p in Document(str(folder / "结果1" / "通报.docx")).paragraphs]
