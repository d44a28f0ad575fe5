"""A scheme drawn as a workbook that people read and change. The same scheme gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import BytesIO
from typing import Self

from xlsxwriter.format import Format

from shijibu.rules import REGISTRY
from shijibu.scheme.model import Scheme
from shijibu.scheme_book.catalogue import functions, words
from shijibu.scheme_book.contents import Contents, columns, contents
from shijibu.scheme_book.draw_given import GivenLooks, tables
from shijibu.scheme_book.forms import CHOICE, LINES, NUMBER, TRUTH, VALUE, VALUES, Content
from shijibu.scheme_book.given import is_heading
from shijibu.scheme_book.headings import WORDS
from shijibu.scheme_book.parts import PARTS, Part, Place, basics
from shijibu.spreadsheet.address import address, column_letters, pinned, quoted
from shijibu.spreadsheet.clean_book import CleanBook
from shijibu.spreadsheet.clean_book import CleanSheet as Worksheet
from shijibu.spreadsheet.number_format import TEXT
from shijibu.spreadsheet.style import COLOURS, GIVEN, GREY, INPUT, NAVY, Styles
from shijibu.spreadsheet.text_size import lines, wide

ABOUT, BASIC, LISTS, FAULTS = "说明", "基本", "清单", "要改的地方"
CARRIED = "模板"
"""A sheet that nobody sees, with the county's own template: the workbook alone loses nothing of the scheme."""
BASIC_HEADER = ("项目", "内容", "说明")
QUOTED = "来源原文"
"""A column of 参数 that shows the clause beside it; it is not read."""
HEADER = 4
"""The row of a sheet's headings; what they mean stands above them, the pieces below."""
_MADE = datetime(2026, 1, 1)
_MORE = 20  # blank rows below, ready for more
_NARROW, _WIDE = 8, 46
_LINE = 15.0
_PIECE = 30_000  # characters of the template in one cell
_CLAUSE_SHOWN = 70  # characters of a clause that a row has room for; all of it stands in 依据
_FURTHEST = 99
"""The last column, from 0, whose cells are open: enough to note something beside. All 16,384 would cost the writer seconds."""
_HOW = (
    "这本工作簿就是考评方案：规则里的数、表样、指标、核查、名单都在这里。改好保存，哪里要写方案就写这个文件（--scheme 文件）；"
    "也可以用“shijibu scheme import 文件 --out 文件夹”导入。每次都逐格检查，有错的地方全部指出来。",
    "只改浅黄色单元格；灰色的是标题和对照，不必改。每张表下面留有空行，不够可以插入行，不要的行整行删除。"
    "行的先后就是工作簿和报告里的先后。",
    "最常改的是“参数”：规则里的每个数、每个词，旁边是来源原文。“来源未定”为“是”的，是来源文本没有说的，可以按本地规定改。",
    "一格里有几项的，一行写一项（按 Alt+Enter 换行）。成行的写作“90 | 优秀”，成对的写作“不属实 = 红”。",
    "“算式”写函数、词语和名称，如 PROGRESS(tasks.planned, tasks.actual, tasks.weight)；能用的函数和词语见“函数”“词语”两张表，名称是各表的代号。",
    "“算例”是按规则算好的例子：谁、填了什么、应为多少。检查、导入时逐个计算，算出来不一样的不导入；规则改了，例子也要跟着改。",
    "本县自己的表样（模板）也在这本工作簿里，看不见、不用改；要换表样，把“方案文件名（模板）.xlsx”放在它旁边，就以旁边的为准。",
    "已经下发的一期沿用下发时的方案，改了也不影响；新方案从下一次下发起用。",
)


Mark = tuple[str, int, int]
"""A cell to be marked: sheet, row and column from 1, as they stand in the drawn workbook."""


@dataclass(frozen=True, slots=True)
class ListedRemark:
    """Something said of a cell. where: of what, in words; mark: the cell, None where there is none; colour: its look, None to leave it."""

    where: str
    what: str
    mark: Mark | None
    colour: str | None = "red"


@dataclass(frozen=True, slots=True)
class Listing:
    """A sheet before all others that lists remarks, each with a link to its cell, which has it as a note."""

    sheet: str
    title: str
    about: str
    headings: tuple[str, str]
    remarks: Sequence[ListedRemark]


def faults_listing(faults: Sequence[tuple[str, str, Mark | None]]) -> Listing | None:
    """What is wrong with a workbook that came back, as where, what and cell; None where nothing is."""
    remarks = [ListedRemark(*fault) for fault in faults]
    about = "改好这些单元格（红底），保存后再导入。这一页不必删。"
    return Listing(FAULTS, f"有 {len(faults)} 处要改", about, ("在哪里", "哪里不对、怎么改"), remarks) if faults else None


def draw(scheme: Scheme) -> bytes:
    """The scheme workbook."""
    return drawn(contents(scheme))


def drawn(told: Contents, listing: Listing | None = None) -> bytes:
    """The workbook with these contents, and a sheet before them that lists what is said of its cells."""
    out = BytesIO()
    with CleanBook(out) as file:
        file.set_properties({
            "title": f"{told.basic('county')}考评方案", "subject": told.basic("name"), "company": told.basic("office"), "created": _MADE})
        _Drawing(file, told, listing).draw()
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Inputs:
    """Looks of cells to be changed, by what they take."""

    text: Format
    middle: Format
    value: Format
    as_typed: Format

    @classmethod
    def of(cls, styled: Callable[..., Format]) -> Self:
        """`styled`: with a line around the cell or without one."""
        small = {"font_size": 10, "text_wrap": True, "bg_color": INPUT, "locked": False}
        return cls(styled(**small), styled(**small, align="center"), styled(**small, align="left"),
                   styled(**small, align="center", num_format=TEXT))

    def look(self, place: Place) -> Format:
        if place.names == "period":
            return self.as_typed  # 2026-03 is no day
        return self.middle if place.form in (TRUTH, CHOICE, NUMBER, VALUES) else self.value if place.form == VALUE else self.text


class _Drawing:
    def __init__(self, file: CleanBook, told: Contents, listing: Listing | None) -> None:
        self.file, self.told, self.listing, self.styles = file, told, listing, Styles(file)
        self.marks: dict[Mark, list[ListedRemark]] = {}
        for remark in listing.remarks if listing else ():
            if remark.mark is not None:
                self.marks.setdefault(remark.mark, []).append(remark)
        self.lists: dict[str, str] = {}
        small = {"font_size": 10, "text_wrap": True}
        self.inputs = Inputs.of(self.styles.boxed)
        self.blank = Inputs.of(self.styles.get)  # a line of its own would bring a page of blank rows to paper
        self.coloured = {c: self.styles.boxed(**small, locked=False, font_color=font, bg_color=fill) for c, (font, fill) in COLOURS.items()}
        self.shown = self.styles.boxed(**small, bg_color=GIVEN)
        self.note = self.styles.get(font_size=9, font_color=GREY, text_wrap=True, valign="bottom")
        self.open = self.styles.get(font_size=10, locked=False)

    def draw(self) -> None:
        listed = self.file.add_worksheet(self.listing.sheet) if self.listing else None
        about = self.file.add_worksheet(ABOUT)
        basic = self._sheet(BASIC, "方案里只说一次的内容。", len(BASIC_HEADER))
        sheets = {p.title: self._sheet(p.title, p.about, len(columns(p))) for p in PARTS}
        self._lists()
        self._basic(basic)
        for part in PARTS:
            self._part(sheets[part.title], part)
        functions(self.file, self.styles, self._sheet("函数", "算式里能用的函数，大写。例子可以照抄。", 4, locked=True), HEADER)
        words(self.file, self.styles, self._sheet("词语", "算式里能用的词语，小写。甲、乙、丙是它的各项。", 4, locked=True), HEADER)
        if self.told.template:
            self._carried()
        self._about(about)
        if listed is not None and self.listing is not None:
            self._remarks(listed, self.listing)
        (listed or about).activate()

    def _sheet(self, title: str, about: str, columns: int, *, locked: bool = False) -> Worksheet:
        sheet: Worksheet = self.file.add_worksheet(title)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer("&L&9&A&C&9第 &P 页，共 &N 页")
        sheet.set_column(0, _FURTHEST, None, None if locked else self.open)
        closed = self.styles.get(font_size=10)
        for row in range(HEADER):
            sheet.set_row(row, None, closed)
        sheet.set_row(0, 28, closed)
        sheet.write_string(0, 0, title, self.styles.heading(font_size=16))
        sheet.write_string(1, 0, about, self.styles.get(font_size=10, font_color=GREY))
        back = self.styles.get(font_size=10, font_color=NAVY, underline=1)
        sheet.write_url(0, max(columns - 1, 2), f"internal:{quoted(ABOUT)}!A1", back, "回到说明")
        sheet.freeze_panes(HEADER, 0)
        sheet.repeat_rows(HEADER - 1)
        allowed = dict.fromkeys(("insert_rows", "delete_rows", "format_cells", "format_rows", "format_columns", "sort", "autofilter"), True)
        sheet.protect("", allowed)
        return sheet

    def _carried(self) -> None:
        sheet = self.file.add_worksheet(CARRIED)
        sheet.very_hidden()
        for row, start in enumerate(range(0, len(self.told.template), _PIECE)):
            sheet.write_string(row, 0, self.told.template[start : start + _PIECE])

    def _lists(self) -> None:
        """What dropdowns choose from where it does not stand on a sheet of its own."""
        sheet = self.file.add_worksheet(LISTS)
        sheet.hide()
        ruled = [line[0] for title in ("参数", "依据") for line in self.told.parts[title]]
        cited = {r for rule in REGISTRY.values() for r in rule.rules} | {str(r) for r in ruled if r is not None}
        parameters = [f"{line[0]}.{line[1]}" for line in self.told.parts["参数"]]
        figures = [w for title in ("单位指标", "干部指标") for w in self.told.column(title, "label")] + self.told.column("名单", "title")
        lists = {"rule": sorted(cited, key=_by_number), "parameter": parameters, "kind": self.told.column("单位类别", "label"),
                 "title": list(tables(self.told)), "figure": list(dict.fromkeys(figures))}
        lists |= {f"table {title}": [label for label, _ in own] for title, own in tables(self.told).items()}
        for column, (name, listed) in enumerate(lists.items(), 1):
            for row, word in enumerate(listed, 1):
                sheet.write_string(row - 1, column - 1, word)
            self.lists[name] = f"={quoted(LISTS)}!{pinned(1, column)}:{pinned(max(1, len(listed)), column)}"

    def _basic(self, sheet: Worksheet) -> None:
        for column, (label, width) in enumerate(zip(BASIC_HEADER, (26, 60, 50), strict=True)):
            sheet.set_column(column, column, width, self.open)
            sheet.write_string(HEADER - 1, column, label, self.styles.header)
        for row, (place, told) in enumerate(zip(basics(), self.told.basics, strict=True), HEADER):
            sheet.write_string(row, 0, place.label, self.shown)
            self._put(sheet, row, 1, told, place)
            sheet.write_string(row, 2, place.note, self.shown)
            self._choose(sheet, row, row, 1, place)
            self._fit(sheet, row, [(_text(told), 60)])

    def _part(self, sheet: Worksheet, part: Part) -> None:
        placed, filled, clauses = columns(part), self.told.parts[part.title], self._clauses_said
        widths = [_width(p, [_text(line[i]) for line in filled]) for i, p in enumerate(placed)]
        last = HEADER + len(filled) + _MORE - 1
        for column, (place, width) in enumerate(zip(placed, widths, strict=True)):
            sheet.set_column(column, column, width, self.open)
            sheet.write_string(HEADER - 2, column, place.note, self.note)
            sheet.write_string(HEADER - 1, column, place.label, self.styles.header)
            self._choose(sheet, HEADER, last, column, place)
        sheet.set_row(HEADER - 2, _LINE * min(5, max(1, *(lines(p.note, w) for p, w in zip(placed, widths, strict=True)))))
        looks = GivenLooks(self.told, self.styles) if part.blocks else None
        for row, line in enumerate(filled, HEADER):
            for column, (told, place) in enumerate(zip(line, placed, strict=True)):
                self._put(sheet, row, column, told, place, looks.style(line, column) if looks else None)
            if looks and is_heading(line):
                looks.choose(sheet, row, line, self.lists)
            clause = [(clauses.get(_text(line[0]), "")[:_CLAUSE_SHOWN], _WIDE)] if part.title == "参数" else []
            self._fit(sheet, row, [*((_text(told), width) for told, width in zip(line, widths, strict=True)), *clause])
        for row in range(HEADER + len(filled), last + 1):
            for column, place in enumerate(placed):
                self._put(sheet, row, column, None, place, self.blank.look(place))
        lined = {"type": "formula", "criteria": "=TRUE", "format": self.styles.lined}
        sheet.conditional_format(HEADER + len(filled), 0, last, len(placed) - 1, lined)
        if part.title == "参数":
            self._clauses(sheet, len(placed), [_text(line[0]) for line in filled], last)
        if not part.blocks:  # whose rows belong together
            sheet.autofilter(HEADER - 1, 0, last, len(placed) - 1)
        sheet.freeze_panes(HEADER, min(len(placed), len(part.above) + len(part.keyed) + 1))

    @cached_property
    def _clauses_said(self) -> dict[str, str]:
        """The source's words by rule."""
        return {_text(line[0]): _text(line[-1]) for line in self.told.parts["依据"]}

    def _clauses(self, sheet: Worksheet, column: int, ruled: Sequence[str], last: int) -> None:
        """The source's words beside each parameter, taken from 依据."""
        sheet.set_column(column, column, _WIDE, self.open)
        sheet.write_string(HEADER - 2, column, "取自“依据”，不必填", self.note)
        sheet.write_string(HEADER - 1, column, QUOTED, self.styles.header)
        where, style = quoted("依据"), self.styles.boxed(font_size=9, font_color=GREY, bg_color=GIVEN, valign="top", text_wrap=True)
        for row in range(HEADER, last + 1):
            clause = self._clauses_said.get(ruled[row - HEADER], "") if row - HEADER < len(ruled) else ""
            formula = f'=IFERROR(INDEX({where}!$C${HEADER + 1}:$C$500,MATCH(A{row + 1},{where}!$A${HEADER + 1}:$A$500,0))&"","")'
            sheet.write_formula(row, column, formula, style, clause)
        # These formulas hold something in each row, blank ones among them: below the filled ones they are not printed.
        filled = HEADER + len(ruled)
        title, corners = quoted(sheet.name), ((1, filled, column + 1), (filled + 1, last + 1, column))
        sheet.print_areas([f"{title}!{pinned(top, 1)}:{pinned(bottom, right)}" for top, bottom, right in corners])

    def _put(self, sheet: Worksheet, row: int, column: int, told: Content | None, place: Place, style: Format | None = None) -> None:
        style = style or self.inputs.look(place)
        remarks = self.marks.get((sheet.name, row + 1, column + 1), [])
        if remarks:
            colour = next((r.colour for r in remarks if r.colour), None)
            style = self.coloured[colour] if colour else style
            sheet.write_comment(row, column, "\n".join(r.what for r in remarks), {"x_scale": 2, "y_scale": 1.2})
        if told is None:
            sheet.write_blank(row, column, None, style)
        elif isinstance(told, str):
            sheet.write_string(row, column, told, style)
        else:
            sheet.write(row, column, told, style)

    def _choose(self, sheet: Worksheet, first: int, last: int, column: int, place: Place) -> None:
        listed = self._listed(place)
        if listed:
            sheet.data_validation(first, column, last, column, {
                "validate": "list", "source": listed, "error_type": "stop" if isinstance(listed, list) else "warning",
                "error_title": place.label, "error_message": "请从下拉列表中选择" if isinstance(listed, list) else "列表里没有；确实要写的选“是”"})

    def _listed(self, place: Place) -> list[str] | str | None:
        if place.form == TRUTH:
            return ["是", "否"]
        if place.form == CHOICE:
            return [WORDS[w] for w in place.words]
        if place.names in self.lists:
            return self.lists[place.names]
        if not place.names or place.names == "period":
            return None
        named = next(p for p in PARTS if p.title == place.names)
        labels = [c.path[-1] if c.path else "" for c in columns(named)]
        letter = column_letters(labels.index(named.known_by) + 1)
        return f"={quoted(named.title)}!${letter}${HEADER + 1}:${letter}${HEADER + max(1, len(self.told.parts[named.title]) + _MORE)}"

    def _fit(self, sheet: Worksheet, row: int, cells: Sequence[tuple[str, float]]) -> None:
        sheet.set_row(row, min(400.0, _LINE * max(1, *(lines(text, width * 0.95 - 1) for text, width in cells)) + 4))

    def _remarks(self, sheet: Worksheet, listing: Listing) -> None:
        """What is said, one a line, each with a link to its cell."""
        sheet.hide_gridlines(2)
        for column, (label, width) in enumerate(zip(listing.headings, (26, 100), strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(2, column, label, self.styles.header)
        sheet.write_string(0, 0, listing.title, self.styles.heading(font_size=16))
        sheet.write_string(1, 0, listing.about, self.styles.get(font_size=10, font_color=GREY))
        for row, remark in enumerate(listing.remarks, 3):
            looks = {"bg_color": COLOURS[remark.colour][1]} if remark.colour not in (None, "red") else {}
            link = self.styles.boxed(font_size=10, font_color=NAVY, underline=1, **looks)
            text = self.styles.boxed(font_size=10, text_wrap=True, **looks)
            if remark.mark is None:
                sheet.write_string(row, 0, remark.where, text)
            else:
                sheet.write_url(row, 0, f"internal:{quoted(remark.mark[0])}!{address(remark.mark[1], remark.mark[2])}", link, remark.where)
            sheet.write_string(row, 1, remark.what, text)
            sheet.set_row(row, _LINE * lines(remark.what, 96) + 4)
        sheet.freeze_panes(3, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def _about(self, sheet: Worksheet) -> None:
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 92)
        sheet.set_row(0, 34)
        sheet.write_string(0, 0, self.told.basic("name"), self.styles.heading(font_size=18))
        sheet.write_string(1, 0, f"来源：{self.told.basic('source')}", self.styles.get(font_size=10, font_color=GREY))
        text = self.styles.get(font_size=11, text_wrap=True)
        row = 3
        for number, line in enumerate(_HOW, 1):
            sheet.merge_range(row, 0, row, 1, f"{number}. {line}", text)
            sheet.set_row(row, 18.0 * lines(line, 104) + 4)
            row += 1
        row += 1
        sheet.write_string(row, 0, "工作表", self.styles.header)
        sheet.write_string(row, 1, "里面是什么", self.styles.header)
        link = self.styles.boxed(font_size=11, font_color=NAVY, underline=1)
        told = [(BASIC, "方案里只说一次的内容：名称、周期、截止日期、名册、公示。"), *((p.title, p.about) for p in PARTS),
                ("函数", "算式里能用的函数和例子。"), ("词语", "算式里能用的词语和例子。")]
        for title, what in told:
            row += 1
            sheet.write_url(row, 0, f"internal:{quoted(title)}!A1", link, title)
            sheet.write_string(row, 1, what, self.styles.boxed(font_size=11, text_wrap=True))
            sheet.set_row(row, 18.0 * lines(what, 88) + 2)
        sheet.protect("", {"select_locked_cells": True})


def _text(told: Content | None) -> str:
    return "" if told is None else str(told)


def _width(place: Place, told: Sequence[str]) -> float:
    longest = max((wide(t) for t in told), default=0)
    least = max(_NARROW, wide(place.label) + 3)
    most = 24 if place.form in (TRUTH, CHOICE, NUMBER) else 30 if place.form in (VALUE, LINES) else _WIDE
    return float(min(max(least, longest + 2), max(most, least)))


def _by_number(rule: str) -> tuple[str, int, str]:
    county, _, number = rule.partition("-")
    return county, int(number) if number.isdecimal() else 0, number
