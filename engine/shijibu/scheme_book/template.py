"""A template let in: nothing in it acts or reaches outside, nothing of it would be lost, and its marks fit the scheme."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any

from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.image import Image

from shijibu.outside_text import one_line
from shijibu.problems.refused import Refused
from shijibu.returns.grid import Grid
from shijibu.returns.outside import reaches_outside
from shijibu.returns.package import Package, walk
from shijibu.returns.reader import read
from shijibu.returns.worker import run
from shijibu.scheme.load import TEMPLATE, SchemeFault, folders, template_in
from shijibu.scheme.model import Scheme
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.limits import Limits
from shijibu.workbook.template import Template, TemplateUnreadable, opened
from shijibu.workbook.template_faults import TemplateFault, faults_of_marks
from shijibu.workbook.template_form import rows_of
from shijibu.workbook.template_kinds import FORMULA_RULES, PICTURES, PLAIN_RULES

_LIMITS = Limits(inflated_bytes=40 * 2**20, tags=1_000_000, cells=100_000)
_LOST = (
    (r"xl/charts/|xl/chartsheets/", "图表", "请删去；要图表的，汇总后的报告里有"),
    (r"xl/diagrams/", "SmartArt 图示", "请删去，改用单元格和边框画"),
    (r"xl/pivottables/|xl/pivotcache/", "数据透视表", "请删去，改用公式"),
    (r"xl/threadedcomments/|xl/persons/", "带回复的批注", "请改成普通批注（备注），或写进单元格"),
    (r"xl/ctrlprops/|xl/activex/", "窗体控件（按钮、复选框等）", "请删去，改用下拉列表"),
    (r"xl/slicers/|xl/slicercaches/|xl/timelines/|xl/timelinecaches/", "切片器、日程表", "请删去"),
    (r"xl/tables/", "“插入—表格”做成的表", "请在“表设计”里“转换为区域”，样子不变"),
    (r"xl/richdata/", "放在单元格里的图片或数据类型", "请删去"),
    (r"xl/ink/|xl/webextensions/", "墨迹、加载项", "请删去"),
)
_ACTS = (
    ("macros", "宏", "请另存为 .xlsx（不含宏）"), ("dde", "与别的程序的动态数据交换（DDE）", "请删去"),
    ("external_links", "指向别的文件或数据源的链接", "请在“数据—编辑链接”里断开，公式改为数值"),
    ("local_links", "指向本机文件的超链接", "请删去"), ("embedded", "嵌入的文件或对象", "请删去"),
)
_SHAPES = re.compile(rb"<xdr:(sp|cxnSp|grpSp|graphicFrame)\b")
_VML_NOTE, _VML_SHAPE = re.compile(rb"""ObjectType\s*=\s*["']Note["']""", re.I), re.compile(rb"<x:ClientData\b", re.I)
_IN_SHEET = (
    (rb"<(?:\w+:)?sparklineGroup\b", "迷你图", "请删去"),
    (rb"<(?:\w+:)?legacyDrawingHF\b", "页眉页脚里的图片", "请改成文字"),
    (rb"<(?:\w+:)?picture\b", "工作表背景图片", "请删去"),
    (rb"<(?:\w+:)?oleObjects\b", "嵌入的对象", "请删去"),
    (rb"<(?:\w+:)?scenarios\b", "方案管理器的方案", "请删去"),
    (rb"<(?:\w+:)?autoFilter\b", "自动筛选", "请取消筛选；发出的表可以自己再加"),
    (rb"<(?:\w+:)?headerFooter[^>]*different(?:First|OddEven)=\"(?:1|true)\"", "首页或奇偶页不同的页眉页脚", "请取消“首页不同”“奇偶页不同”"),
    (rb"<x14:(?:cfRule|dataValidation)\b", "新版 Excel 的条件格式或引用别的表的下拉列表", "请用普通的条件格式；下拉列表改为引用名称"),
)


def judged_template(scheme: Scheme) -> list[TemplateFault]:
    """Everything that is wrong with a scheme's template; nothing where it has none, or a good one."""
    if scheme.template is None or _came_along(scheme):
        return []
    data = template_in(scheme)
    if data is None:
        return [TemplateFault("模板已损坏，请重新放好")]
    told = _judged_file(data)
    return list(told) if told else faults_of_marks(scheme, opened(data)) + list(_left_out(opened(data)))


def _came_along(scheme: Scheme) -> bool:
    """Whether it is the template that came with the package, which a test judges."""
    file = folders()[-1] / scheme.id / TEMPLATE
    return file.is_file() and file.read_bytes() == template_in(scheme)


def with_sound_template(scheme: Scheme, name: str = TEMPLATE) -> Scheme:
    """The scheme itself. name: what its template is called. Raises SchemeFault with every fault of the template and its cell."""
    faults = judged_template(scheme)
    if faults:
        raise TemplateWrong("\n".join(said(f, name) for f in faults))
    return scheme


class TemplateWrong(SchemeFault):
    """A template that cannot be used."""

    @property
    def sentences(self) -> list[str]:
        return ["模板有误：", *str(self).split("\n")]


def said(fault: TemplateFault, name: str = TEMPLATE) -> str:
    return one_line("：".join(part for part in (name, fault.where, fault.what) if part))


@lru_cache(maxsize=16)
def _judged_file(data: bytes) -> tuple[TemplateFault, ...]:
    """What the file carries that may not be, or would be lost; in a process of its own, for a hostile file costs itself alone."""
    told = next(told for _, told in run(_examined, [(0, (data, _LIMITS))], 1, _LIMITS))
    if isinstance(told, Refused):
        return (TemplateFault(f"打不开：{told.kind.says()}；{told.kind.remedy()}"),)
    return tuple(told)


def _examined(data: bytes, limits: Limits) -> tuple[TemplateFault, ...]:
    package = Package(data, limits)
    grid = read(data, limits)
    found = [*_acting(package, grid), *_lost(package)]
    if not found:
        try:
            _ = opened(data).book
        except TemplateUnreadable as error:
            found.append(TemplateFault(str(error)))
    return tuple(found)


def _acting(package: Package, grid: Grid) -> Iterator[TemplateFault]:
    for fact, what, remedy in _ACTS:
        if grid.facts.get(fact):
            yield TemplateFault(f"模板里有{what}：发出去的工作簿不能带。{remedy}")
    for name, text in [*grid.names.items(), *((name, text) for (_, name), text in grid.local_names.items())]:
        if reaches_outside(text):
            yield TemplateFault(f"名称“{name}”指向别的文件，请删去")
    for sheet in grid.sheets:
        for (r, c), cell in (sheet.covered | sheet.cells).items():
            if cell.formula is not None and reaches_outside(cell.formula):
                yield TemplateFault(f"公式 ={cell.formula[:60]} 要用别的文件或网络，发出去的工作簿不能带。请改成数值", sheet.title, address(r, c))
        for formula in sheet.rules:
            yield TemplateFault(f"条件格式或数据验证的公式 ={formula[:60]} 要用别的文件或网络，请删去", sheet.title)


def _lost(package: Package) -> Iterator[TemplateFault]:
    """What the package has and a workbook that is made of it would not have."""
    titles = _titles(package)
    for pattern, what, remedy in _LOST:
        parts = sorted(n for n in package.names if re.match(pattern, n) and n.endswith(".xml"))
        for part in parts[:1]:
            more = f"等 {len(parts)} 处" if len(parts) > 1 else ""
            yield TemplateFault(f"有{what}（{part}{more}），照模板画的时候会丢失。{remedy}", _sheet_of(package, titles, part))
    for part in (n for n in package.names if n.startswith("xl/drawings/") and n.endswith(".xml")):
        plain = package.part(part)
        if _SHAPES.search(plain):
            yield TemplateFault(f"有形状、文本框、线条或图表（{part}），照模板画的时候会丢失。请删去，线条改用单元格边框，文字写进单元格",
                                _sheet_of(package, titles, part))
    for part in (n for n in package.names if n.startswith("xl/media/") and not n.endswith("/")):
        if not _is_picture(part, package.part(part)):
            told = f"图片 {part} 不是 PNG、JPEG、GIF、BMP，照模板画的时候会丢失。请换成 PNG，或删去"
            yield TemplateFault(told, _sheet_of(package, titles, part))
    for part in (n for n in package.names if n.startswith("xl/drawings/") and n.endswith(".vml")):
        plain = package.part(part)
        if len(_VML_SHAPE.findall(plain)) > len(_VML_NOTE.findall(plain)):
            yield TemplateFault(f"有窗体控件（{part}），照模板画的时候会丢失。请删去，改用下拉列表", _sheet_of(package, titles, part))
    for part, title in titles.items():
        plain = package.part(part)
        for inside, what, remedy in _IN_SHEET:
            if re.search(inside, plain):
                yield TemplateFault(f"有{what}，照模板画的时候会丢失。{remedy}", title)
    if "xl/styles.xml" in package and b"<gradientFill" in package.part("xl/styles.xml"):
        yield TemplateFault("有渐变底色（xl/styles.xml），照模板画的时候会丢失。请改成一种颜色的底色")


def _is_picture(part: str, data: bytes) -> bool:
    """Whether a picture can be drawn again."""
    try:
        return part.endswith(PICTURES) and min(Image(BytesIO(data)).width, 1) > 0
    except (XlsxWriterException, struct.error, IndexError, ValueError, TypeError, KeyError, OverflowError):  # whatever it stumbles over
        return False


def _titles(package: Package) -> dict[str, str]:
    """The title of each sheet's part."""
    office = next((t for _, kind, t in package.relations("") if kind == "officeDocument"), "")
    parts = {id: target.lower() for id, kind, target in package.relations(office) if kind == "worksheet"}
    out: dict[str, str] = {}

    def start(tag: str, told: dict[str, str]) -> None:
        if tag == "sheet" and (part := parts.get(told.get("id", ""))) is not None and part in package:
            out[part] = told.get("name", "")

    walk(package.chunks(office), office, start)
    return out


def _sheet_of(package: Package, titles: dict[str, str], part: str) -> str | None:
    """The sheet that a part belongs to, by way of others."""
    for own, title in titles.items():
        seen, waiting = {own}, [own]
        while waiting:
            for _, _, target in package.relations(waiting.pop()):
                if (name := target.lower()) not in seen and name in package and not name.startswith("xl/worksheets/"):
                    seen.add(name)
                    waiting.append(name)
        if part in seen:
            return title
    return None


def _left_out(template: Template) -> Iterator[TemplateFault]:
    """Rules and formulas of kinds that are not written."""
    from openpyxl.worksheet.formula import DataTableFormula  # loaded with the template, for which nobody else waits

    for sheet in template.sheets:
        for over in sheet.ws.conditional_formatting:
            for rule in over.rules:
                if not _is_written(rule):
                    what = f"{over.sqref} 的条件格式（数据条、色阶、图标集、前几名等）照模板画的时候会丢失。请删去，或改用公式的条件格式"
                    yield TemplateFault(what, sheet.title)
        for row in rows_of(sheet.ws):
            for cell in row:
                if isinstance(cell.value, DataTableFormula):
                    yield TemplateFault("模拟运算表照模板画的时候会丢失，请改成数值", sheet.title, cell.coordinate)


def _is_written(rule: Any) -> bool:
    return rule.type in (*FORMULA_RULES, *PLAIN_RULES, "cellIs")
