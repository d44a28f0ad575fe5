"""What is wrong with the marks of a template: each at its cell, what it is, why it cannot be so, and how it is mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shijibu.scheme.model import Scheme
from shijibu.scheme.sheets import Sheet, Table, Workbook
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.names import near
from shijibu.workbook.names import FIELD_PREFIX, HIDDEN_SHEET, LIST_SHEET, NOTICE_SHEET, SELF_CHECK, UNDO_SHEET, UNITS_SHEET
from shijibu.workbook.template import (
    MARK,
    NUMBER_MARK,
    OFFICIAL_MARK,
    PAGE_MARK,
    SIGNED,
    SIGNING_MARKS,
    TEXT_MARKS,
    Mark,
    Template,
    TemplateSheet,
    column_name,
    end_name,
)
from shijibu.workbook.template_form import rows_of

_BRACES = re.compile(r"[{｛]\s*[{｛]|[}｝]\s*[}｝]")
_OURS = (SELF_CHECK, UNITS_SHEET, LIST_SHEET, NOTICE_SHEET, HIDDEN_SHEET, UNDO_SHEET)
_NAMED = 6  # columns that a sentence names


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """sheet, cell: None for the file, or a sheet, as a whole."""

    what: str
    sheet: str | None = None
    cell: str | None = None

    @property
    def where(self) -> str:
        return "!".join(part for part in (self.sheet, self.cell) if part)


def faults_of_marks(scheme: Scheme, template: Template) -> list[TemplateFault]:
    """Everything, sheet by sheet from the top left on."""
    return list(_Judge(scheme, template).faults())


class _Judge:
    def __init__(self, scheme: Scheme, template: Template) -> None:
        self.scheme, self.template = scheme, template
        self.unit: Workbook = scheme.unit_workbook
        self.sheets: dict[str, list[tuple[Workbook, Sheet]]] = {}
        for workbook in scheme.workbooks:
            for sheet in workbook.sheets:
                self.sheets.setdefault(sheet.title, []).append((workbook, sheet))
        self.at: dict[str, Sheet] = {t.id: s for w in scheme.workbooks for s in w.sheets for t in s.tables}
        self.tables: dict[str, Table] = {t.id: t for s in self.at.values() for t in s.tables}
        self.live = {f.id for f in scheme.unit_figures if f.live}

    def faults(self) -> Iterator[TemplateFault]:
        for sheet in self.template.sheets:
            yield from sorted({*self._sheet(sheet)}, key=lambda f: _order(f.cell))
        yield from self._twice()
        yield from self._names()

    def _sheet(self, sheet: TemplateSheet) -> Iterator[TemplateFault]:
        of_scheme = [s for _, s in self.sheets.get(sheet.title, ())]
        if any(s.cover for s in of_scheme):
            what = "这张表由系统画：亮牌、缺项、填法都在上面，不能换成模板。请把模板里的这张表改名，如“首页”，里面照样可以写标记"
            yield TemplateFault(what, sheet.title)
            return
        if sheet.title in _OURS:
            yield TemplateFault("这个名称系统要用，请把模板里的这张表改名", sheet.title)
            return
        yield from self._written(sheet)
        own = next(iter(of_scheme), None)
        for mark in sheet.marks:
            if (wrong := self._mark(mark, own)) is not None:
                yield TemplateFault(wrong, sheet.title, address(mark.row, mark.column))
        if own is not None and own.personal is not None:
            yield from self._personal(sheet, own)
        elif own is not None:
            yield from self._of_tables(sheet, own)
        yield from self._in_rows(sheet, own)

    def _written(self, sheet: TemplateSheet) -> Iterator[TemplateFault]:
        """Braces that are no mark, and marks in formulas."""
        for row in rows_of(sheet.ws):
            for cell in row:
                text = "" if cell.value is None else str(cell.value)
                if cell.data_type == "f" and MARK.search(text):
                    yield TemplateFault("公式里不能写标记：系统只换文字里的标记。请把标记单独写在一格，公式引用那一格", sheet.title, cell.coordinate)
                elif _BRACES.search(MARK.sub("", text)):
                    told = f"“{text[:40]}”里的双花括号不成对：标记要写成半角的 {{{{ 名称 }}}}，如 {{{{ unit.name }}}}"
                    yield TemplateFault(told, sheet.title, cell.coordinate)

    def _mark(self, mark: Mark, own: Sheet | None) -> str | None:
        """What is wrong with one mark by itself."""
        name, (head, last) = mark.name, mark.parts
        if name in TEXT_MARKS:
            return None
        if not mark.alone and name in (*self._known(), NUMBER_MARK, OFFICIAL_MARK, PAGE_MARK):
            return f"{{{{ {name} }}}} 旁边还有别的字：这一格要放数或要填写，只能写标记自己。请把别的字移到旁边的格子"
        if name in SIGNING_MARKS:
            return None
        if name in (OFFICIAL_MARK, PAGE_MARK):
            return None if own is not None and own.personal else f"{{{{ {name} }}}} 只用在一人一张的表上（方案里写了“登记表”的工作表），这里请删去"
        if name == NUMBER_MARK:
            beside = [m for m in self._marks_of(mark.sheet) if m.row == mark.row and m.parts[0] in self.tables]
            return None if beside else f"{{{{ {name} }}}} 是行的序号，要和表的标记写在同一行，这一行没有别的标记"
        if head == "unit":
            figure = self.scheme.unit_figure(last)
            if figure is not None and last not in self.live:
                return f"“{figure.label}”交回后才算，工作簿里没有它的单元格；请删去，或在方案的“单位指标”里把它设为自动计算"
            return None if figure is not None else self._unknown(name)
        if head not in self.tables:
            return self._unknown(name)
        table = self.tables[head]
        if table.column(last) is None:
            return self._unknown(name)
        if own is not None and own.personal is not None:
            if head != own.personal.of and (table.owner is None or table not in self.unit_tables):
                return f"“{table.title}”的行不分是谁的，一人一张的表上取不到；只能用有“归谁”一栏的表"
            return None
        on = self.at[head]
        return None if own is not None and own.title == on.title else (
            f"“{table.title}”在方案里属于工作表“{on.title}”，这里是“{mark.sheet}”。请移到那张表，或把这张表改名为“{on.title}”")

    @property
    def unit_tables(self) -> list[Table]:
        return [t for s in self.unit.sheets for t in s.tables]

    def _marks_of(self, title: str) -> list[Mark]:
        sheet = self.template.sheet(title)
        return sheet.marks if sheet is not None else []

    def _known(self) -> list[str]:
        columns = [f"{t.id}.{c.id}" for t in self.tables.values() for c in t.columns]
        return [*TEXT_MARKS, *SIGNING_MARKS, *(FIELD_PREFIX + f.id for f in self.scheme.unit_figures), *columns]

    def _unknown(self, name: str) -> str:
        known = [*self._known(), NUMBER_MARK, OFFICIAL_MARK, PAGE_MARK]
        table = self.tables.get(name.partition(".")[0])
        like = near(name, [f"{table.id}.{c.id}" for c in table.columns] if table is not None else known, 0.5)
        labelled = next((f"{t.id}.{c.id}" for t in self.tables.values() for c in t.columns if name.rpartition(".")[2] == c.label), None)
        meant = labelled or like
        if meant:
            return f"没有“{name}”这个标记，是不是 {{{{ {meant} }}}}？"
        return f"没有“{name}”这个标记：标记写作 表.栏目、unit.指标 或 unit.name 等，名称见方案的“表”“栏目”“单位指标”"

    def _of_tables(self, sheet: TemplateSheet, own: Sheet) -> Iterator[TemplateFault]:
        """The tables of a sheet: all of them, each on one row, with every column, under headings."""
        for table in own.tables:
            marks = [m for m in sheet.marks if m.parts[0] == table.id and table.column(m.parts[1])]
            if not marks:
                example = f"{{{{ {table.id}.{table.columns[0].id} }}}}"
                yield TemplateFault(f"没有“{table.title}”的标记：不知道它的行从哪里开始。请在表头下面一行的各格写标记，如 {example}", sheet.title)
                continue
            rows = sorted({m.row for m in marks})
            if len(rows) > 1:
                for m in (m for m in marks if m.row != rows[0]):
                    what = f"“{table.title}”的标记在第 {rows[0]} 行已有，这里又有：一张表只写一行标记，系统照着它画出各行。请删去多的"
                    yield TemplateFault(what, sheet.title, address(m.row, m.column))
            missing = [c for c in table.columns if not any(m.parts[1] == c.id for m in marks)]
            if missing:
                listed = "、".join(f"“{c.label}” {{{{ {table.id}.{c.id} }}}}" for c in missing[:_NAMED]) + ("等" if len(missing) > _NAMED else "")
                yield TemplateFault(f"“{table.title}”缺 {len(missing)} 栏：{listed}。每一栏都要有地方填；请补上，不要的栏目从方案里删去",
                                    sheet.title, address(rows[0], marks[0].column))
            if rows[0] == 1:
                yield TemplateFault("标记行上面没有表头：请在上面留一行写栏目的标题", sheet.title, address(1, marks[0].column))
            yield from self._merged(sheet, marks)

    def _merged(self, sheet: TemplateSheet, marks: list[Mark]) -> Iterator[TemplateFault]:
        for m in marks:
            top, _, bottom, _ = sheet.spans.get((m.row, m.column), (m.row, 0, m.row, 0))
            if top != bottom:
                yield TemplateFault("标记所在的格子和下面的行合并了：这一行要重复画出，一行只能占一行。请取消上下合并，左右合并可以",
                                    sheet.title, address(m.row, m.column))

    def _personal(self, sheet: TemplateSheet, own: Sheet) -> Iterator[TemplateFault]:
        assert own.personal is not None
        table = self.tables[own.personal.of]
        marks = [m for m in sheet.marks if m.parts[0] == table.id and m.alone]
        if sheet.chosen is None:
            yield TemplateFault(f"没有 {{{{ {OFFICIAL_MARK} }}}}：一人一张的表要有一格选是谁。请写在姓名一格", sheet.title)
        if not marks:
            example = f"{{{{ {table.id}.{own.personal.columns[0]} }}}}"
            yield TemplateFault(f"没有“{table.title}”的标记：不知道本人的各行从哪里开始。请写一行，如 {example}", sheet.title)
        elif sheet.chosen is not None and sheet.chosen.row >= min(m.row for m in marks):
            yield TemplateFault(f"{{{{ {OFFICIAL_MARK} }}}} 要在列出各行的标记上面", sheet.title, address(sheet.chosen.row, sheet.chosen.column))
        yield from self._merged(sheet, marks)

    def _in_rows(self, sheet: TemplateSheet, own: Sheet | None) -> Iterator[TemplateFault]:
        """Marks of another kind in a row that is repeated."""
        personal = own.personal.of if own is not None and own.personal is not None else None
        of_rows = [personal] if personal else [t.id for t in own.tables] if own is not None else []
        repeated = {m.row for m in sheet.marks if m.parts[0] in of_rows}
        for m in sheet.marks:
            if m.row in repeated and m.parts[0] not in of_rows and m.name != NUMBER_MARK and (m.name in self._known() or m.name in TEXT_MARKS):
                yield TemplateFault(f"{{{{ {m.name} }}}} 写在表的标记行里了：这一行要重复画出，它只有一处。请移到表的上面或下面",
                                    sheet.title, address(m.row, m.column))

    def _twice(self) -> Iterator[TemplateFault]:
        seen: dict[str, Mark] = {}
        for sheet in self.template.sheets:
            personal = any(s.personal for _, s in self.sheets.get(sheet.title, ()))
            for m in sheet.marks:
                anywhere = m.name in (*TEXT_MARKS, *SIGNING_MARKS, NUMBER_MARK, OFFICIAL_MARK, PAGE_MARK)
                if anywhere or (personal and m.parts[0] in self.tables):
                    continue
                first = seen.setdefault(m.name, m)
                if first is not m and not (m.parts[0] in self.tables and first.sheet == m.sheet and first.row != m.row):
                    at = f"{first.sheet}!{address(first.row, first.column)}"
                    told = f"{{{{ {m.name} }}}} 在 {at} 已经有了：它只有一处。这里请删去，要显示的写公式引用那一格"
                    yield TemplateFault(told, m.sheet, address(m.row, m.column))

    def _names(self) -> Iterator[TemplateFault]:
        """Names that the template defines and the workbook needs."""
        ours = {"officials_list", "officials_ids", "units_list", "units_codes", *self.tables, *(end_name(t) for t in self.tables),
                *(column_name(t.id, c.id) for t in self.tables.values() for c in t.columns)}
        for name in self.template.book.defined_names:
            if name.lower() in ours or name.lower().startswith((FIELD_PREFIX, SIGNED)):
                yield TemplateFault(f"模板定义的名称“{name}”系统要用，请在“名称管理器”里改名")


def _order(cell: str | None) -> tuple[int, int, str]:
    match = re.fullmatch(r"([A-Z]+)(\d+)", cell or "")
    return (int(match[2]), len(match[1]), match[1]) if match else (0, 0, "")
