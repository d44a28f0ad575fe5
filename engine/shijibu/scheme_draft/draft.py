"""A first draft of a scheme from a form that the office has: what it shows is taken over, what it leaves open is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from shijibu.scheme.load import scheme_or_faults
from shijibu.scheme.model import Scheme
from shijibu.scheme_draft.columns import Guess, guess
from shijibu.scheme_draft.counted import counted
from shijibu.scheme_draft.form import FormSheet, Place
from shijibu.scheme_draft.formulas import Names, NotSaid, as_rule, scheme_formula, summed
from shijibu.scheme_draft.names import column_id, table_id
from shijibu.scheme_draft.tables import Asked, FormTable, Heading, Layout, layout_of
from shijibu.scheme_draft.template import Placed
from shijibu.spreadsheet.address import address

RULE = "AA-1"
"""Under which the numbers of the form's formulas stand until somebody says whose rule they are."""
ROWS = 20
"""For a table of which the form shows few rows: a unit may need more."""
_MOST_ROWS = 200
_MOST_INTRO = 8
_LISTED = 3  # rows that a form names beforehand make a list
_CADENCES = ((r"周报|每周|周考", "week"), (r"月[度报份考]|每月|\d月", "month"), (r"季", "quarter"), (r"年度|年终|全年|每年", "year"))
_DAYS = 10
COVER = "封面"
_COUNTY = re.compile(r"^(.{1,6}?[县区市])(?!直)")
_IN_TITLE = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Where:
    """A cell of the scheme workbook: its sheet, which line of it counted from 0, and the heading; of 基本 the line's name in `label`."""

    sheet: str
    line: int
    label: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person should look at. form: where it was seen; asks: it is a question, else a guess with its reason."""

    form: str
    what: str
    where: Where | None = None
    asks: bool = False


@dataclass(slots=True)
class Draft:
    """A scheme that can be used as it is, and everything that was guessed or left open on the way to it."""

    scheme: Scheme
    remarks: list[Remark]
    placed: list[Placed] = field(default_factory=list)
    """Where the form has the tables, for its template."""
    forms: list[str] = field(default_factory=list)
    """Sheets that ask a person for pairs: the draft has them as a table, and the template not at all."""


@dataclass(slots=True)
class _Making:
    """The scheme being made, as plain data."""

    name: str
    sheets: list[dict[str, Any]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    numbers: dict[float, str] = field(default_factory=dict)
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    tables: int = 0
    columns: int = 0

    def guess(self, form: str, what: str, where: Where | None = None) -> None:
        self.remarks.append(Remark(form, what, where))

    def ask(self, form: str, what: str, where: Where | None = None) -> None:
        self.remarks.append(Remark(form, what, where, asks=True))


def draft(sheets: list[FormSheet], name: str) -> Draft:
    """A draft from a form's sheets. name: of the form's file, without its ending."""
    layouts = [(sheet, layout_of(sheet)) for sheet in sheets]
    title = next((layout.title for _, layout in layouts if layout.title and (layout.tables or layout.asked)), "")
    title = title or next((layout.title for _, layout in layouts if layout.title), "") or name
    making = _Making(title)
    for sheet, layout in layouts:
        _sheet(making, sheet, layout)
    if not all(sheet.looks for sheet in sheets):
        making.ask("", "这种格式里看不到下拉列表、数字格式和列宽，猜得不准；最好先另存为 .xlsx 再起草")
    if not any(s.get("tables") for s in making.sheets):
        making.ask("", "没有认出表：标题行应有三个以上相邻的栏目名，下面是带框线的空行。请在“表”“栏目”里自己添")
        column = {"id": "content", "label": "内容", "required": True, "width": 40}
        making.sheets.append({"title": "填报", "heading": title, "tables": [{"id": "items", "title": "填报", "rows": ROWS, "columns": [column]}]})
    values = _values(making, title, " ".join([name, *(t for _, la in layouts for t in (la.title, *la.heads))]))
    scheme = _sound(values, making)
    return Draft(scheme, making.remarks, making.placed, making.forms)


def _values(making: _Making, title: str, said: str) -> dict[str, Any]:
    county = match[1] if (match := _COUNTY.match(title)) else ""
    cadence = next((c for pattern, c in _CADENCES if re.search(pattern, said)), None)

    def basic(label: str, what: str, *, asks: bool = True, sheet: str = "基本") -> None:
        making.remarks.append(Remark("", what, Where(sheet, 0, label), asks=asks))

    basic("方案代号", "方案代号先写作 draft。请改成本县的代号（小写英文字母，如 deqing），下发以后不能再改")
    basic("县市区", f"县市区先写作“{county}”，取自标题；对不对？" if county else "原表没有写是哪个县市区，请填")
    basic("主办单位", "主办单位是谁？先写作“考评办公室”")
    basic("考评周期", "标题里有表示周期的字，作此周期" if cadence else "看不出多长时间考评一次，先作每年一次；请核对", asks=cadence is None)
    basic("截止：期末后几天", f"什么时候截止？先作期末后 {_DAYS} 天")
    basic("类别", "被考评的单位分几类？先作乡镇、部门两类", sheet="单位类别")
    if making.parameters:
        basic("规则", f"算式里的数放进了“参数”，规则编号先用 {RULE}；请改成本县的编号，并把依据的原文写进“依据”", sheet="参数")
    cover = {"title": COVER, "heading": title, "cover": True, "landscape": False}
    return {
        "id": "draft", "name": title, "county": county or "某县", "office": "考评办公室", "source": f"照原表《{making.name}》起草",
        "cadence": cadence or "year", "deadline_days": _DAYS,
        "roster": {"kinds": [{"id": "township", "label": "乡镇"}, {"id": "department", "label": "部门"}]},
        "parameters": {RULE: making.parameters} if making.parameters else {},
        "workbooks": [{"id": "unit", "title": title[:20], "file": "{period}_{code}_{name}.xlsx", "sheets": [cover, *making.sheets]}],
        "unit_figures": [{"id": "problems", "label": "待完善事项", "type": "integer", "problems": True, "live": True}, *making.figures],
        "official_figures": [],
    }


def _sound(values: dict[str, Any], making: _Making) -> Scheme:
    """The scheme; a formula that does not fit after all is left out and asked for."""
    while not isinstance(made := scheme_or_faults(values), Scheme):
        if not any(_without(values, loc, what, making) for loc, what in made):
            raise AssertionError(made)  # the draft is made of nothing else that can be wrong
    return made


def _without(values: dict[str, Any], loc: tuple[Any, ...], what: str, making: _Making) -> bool:
    """Take a formula out of the place where a fault is; whether there was one."""
    at: Any = values
    chain = []
    for step in loc:
        if not isinstance(at, dict | list) or (isinstance(at, dict) and step not in at):
            break
        chain.append(at)
        at = at[step]
    for piece in reversed(chain):
        if isinstance(piece, dict):
            if piece.get("live") and not piece.get("deferred") and "label" in piece and "formula" not in piece:
                piece["deferred"] = True  # what no cell computes the engine may
                making.guess("", f"“{piece['label']}”的算式表里算不了（{what.partition('；')[0]}），作交回后由系统算")
                return True
            if piece.get("live") and piece.get("formula") and loc[-1] == "formula":
                del piece["live"]
                making.guess("", f"“{piece['label']}”封面上算不了，作交回后由系统算")
                return True
            for key in ("live", "formula"):
                if piece.get(key):
                    said = f"“{piece['label']}”的算式 {piece[key]} 不成立（{what}），没有写；请在这一格自己写"
                    making.ask("", said)
                    del piece[key]
                    if key == "formula":
                        values["unit_figures"].remove(piece)
                    return True
    return False


# one sheet

def _sheet(making: _Making, sheet: FormSheet, layout: Layout) -> None:
    if not layout.tables and not layout.asked:
        if layout.title or layout.heads or layout.notes:
            making.ask(sheet.title, "没有认出表，只有文字；没有起草，需要的请自己添")
        return
    title = _free(making, _IN_TITLE.sub("", sheet.title).strip("' ") or "填报")
    own: dict[str, Any] = {"title": title, "heading": layout.title or sheet.title, "tables": []}
    intro = [*layout.heads, *layout.notes][:_MOST_INTRO]
    if intro:
        own["intro"] = intro
        making.guess(sheet.title, f"表外的 {len(intro)} 条说明作了表上的说明", Where("工作表", len(making.sheets) + 1, "说明"))
    if layout.signed:
        making.guess(sheet.title, f"“{layout.signed[0]}”等 {len(layout.signed)} 处落款、填报单位没有作栏目：封面上都有")
    making.sheets.append(own)
    for table in layout.tables:
        own["tables"].append(_table(making, sheet, table, layout))
        of_table = own["tables"][-1]
        kept = [h for h in table.headings if not h.is_number]
        making.placed.append(Placed(
            sheet.title, title, of_table["id"], {h.column: c["id"] for h, c in zip(kept, of_table["columns"], strict=True)},
            [h.column for h in table.headings if h.is_number], (table.body.start, table.body.stop - 1)))
    if layout.asked:
        making.forms.append(sheet.title)
        own["tables"].append(_form(making, sheet, layout.asked, layout))


def _free(making: _Making, title: str) -> str:
    taken = {COVER, *(s["title"] for s in making.sheets)}
    out, n = title[:28], 2
    while out in taken:
        out, n = f"{title[:26]}{n}", n + 1
    return out


def _table(making: _Making, sheet: FormSheet, table: FormTable, layout: Layout) -> dict[str, Any]:
    making.tables += 1
    id = table_id(making.tables)
    line = making.tables - 1
    where = f"{sheet.title}!{address(table.top, table.headings[0].column)}"
    title = table.title or (layout.title if len(layout.tables) == 1 else "") or sheet.title
    own: dict[str, Any] = {"id": id, "title": title[:30], "columns": []}
    kept = [h for h in table.headings if not h.is_number]
    for heading in table.headings:
        if heading.is_number:
            making.guess(_at(sheet, heading.place), f"“{heading.label}”不作栏目：工作簿里的行自己有次序")
    ids = _ids(kept)
    listed = _listed(sheet, table, kept)
    first = making.columns
    for heading in kept:
        column = _column(making, sheet, table, heading, ids, listed)
        own["columns"].append(column)
        making.columns += 1
    _count(making, own["columns"], first)
    if not any(c.get("required") for c in own["columns"]):
        lead = next((c for c in own["columns"] if "live" not in c), None)
        if lead is not None:
            lead["required"] = True
            at = first + own["columns"].index(lead)
            making.guess(where, f"“{lead['label']}”先作必填：每行总要有一样；别的栏目要不要必填，请核对", Where("栏目", at, "必填"))
    rows = len(table.body)
    own["rows"] = max(rows, len(listed) if listed else ROWS) if rows < _MOST_ROWS else _MOST_ROWS
    making.guess(where, f"原表有 {rows} 行，先留 {own['rows']} 行", Where("表", line, "行数"))
    people = next((c for c in own["columns"] if c["type"] == "official"), None)
    if people is not None:
        own["owner"] = people["id"]
        what = f"“{people['label']}”是填名册里的干部，还是每名班子成员固定一行（那样填“表”的“按成员一行”）？先作自己选人"
        making.ask(where, what, Where("表", line, "归谁"))
    _totals(making, sheet, table, kept, ids, id)
    return own


def _count(making: _Making, columns: list[dict[str, Any]], first: int) -> None:
    """Columns that were thought to hold texts, and that a formula counts with. first: the line of the first of them."""
    by = {id: c["label"] for c in columns if "live" in c for id in counted(c["live"])}
    for line, column in enumerate(columns, first):
        if column["id"] in by and column["type"] == "text" and "live" not in column:
            column["type"] = "number"
            column.pop("max_length", None)
            where = Where("栏目", line, "类型")
            at = next(i for i, r in enumerate(making.remarks) if r.where == where)
            why = f"“{column['label']}”作数：“{by[column['id']]}”的公式拿它来算"
            making.remarks[at] = Remark(making.remarks[at].form, why, where)


def _ids(headings: list[Heading]) -> dict[int, str]:
    taken: set[str] = set()
    out = {}
    for n, heading in enumerate(headings, 1):
        id = column_id(heading.said, n, taken)
        taken.add(id)
        out[heading.column] = id
    return out


def _listed(sheet: FormSheet, table: FormTable, kept: list[Heading]) -> list[str]:
    """What the first text column names beforehand in its rows; nothing where the rows are empty or samples."""
    if not kept:
        return []
    texts = [sheet.text(r, kept[0].column) for r in table.body]
    named = list(dict.fromkeys(t for t in texts if t))
    others = [sheet.texts.get((r, h.column)) for r in table.body for h in kept[1:] if (r, h.column) not in sheet.formulas]
    filled = sum(bool(o) for o in others)
    return named if len(named) >= _LISTED and len(named) == len([t for t in texts if t]) and filled * 4 < len(others) else []


def _column(making: _Making, sheet: FormSheet, table: FormTable, heading: Heading, ids: dict[int, str], listed: list[str]) -> dict[str, Any]:
    where = _at(sheet, heading.place)
    cells = [(r, heading.column) for r in table.body]
    own: dict[str, Any] = {"id": ids[heading.column], "label": re.sub(r"[*＊]|[（(]必填[)）]", "", heading.label)[:40], "type": "text"}
    line = making.columns
    if re.search(r"[*＊]|必填", heading.label):
        own["required"] = True
        making.guess(where, f"“{own['label']}”必填：栏目名这样标着", Where("栏目", line, "必填"))
    formula = next((sheet.formulas[c] for c in cells if c in sheet.formulas), None)
    guessed = guess(sheet, own["label"], cells)
    if listed and heading.column == min(ids):
        guessed = Guess("choice", f"原表预先列了 {len(listed)} 行，作下拉列表；每行只能填一次的，请在“核查”里写", False, {"choices": listed})
    if formula is not None:
        guessed = _live(making, sheet, heading, cells, ids, own, formula, guessed)
    own["type"] = guessed.type
    own |= guessed.facts
    if guessed.type == "official":
        own.pop("decimals", None)
    width = sheet.widths.get(heading.column)
    if width is not None:
        own["width"] = round(min(max(width, 6), 60), 1)
    asks = not guessed.sure and guessed.type == "text" and guessed.why.startswith("没有别的线索") and len(own["label"]) <= 2
    making.remarks.append(Remark(where, f"“{own['label']}”作{_TYPES[guessed.type]}：{guessed.why}", Where("栏目", line, "类型"), asks=asks))
    return own


_COMPUTED = ("number", "integer", "percent", "date")
_TYPES = {"text": "文字", "integer": "整数", "number": "数", "percent": "百分比", "date": "日期", "choice": "下拉选择", "official": "干部",
          "units": "单位"}


def _live(
    making: _Making, sheet: FormSheet, heading: Heading, cells: list[Place], ids: dict[int, str], own: dict[str, Any], formula: str, guessed: Guess,
) -> Guess:
    """The column as one that is computed, where its formula can be said."""
    line = making.columns
    row = next(r for r, c in cells if (r, c) in sheet.formulas)
    said = formula if formula.startswith("=") else f"={formula}"
    try:
        own["live"] = scheme_formula(said, Names(ids, row, lambda number: _number(making, own["label"], number), sheet.numbers.get))
    except NotSaid as reason:
        what = f"“{own['label']}”原来用公式 {said}，{reason}，没有写成算式；请在这一格自己写，先作填报"
        making.ask(_at(sheet, (row, heading.column)), what, Where("栏目", line, "自动计算"))
        return guessed
    what = f"“{own['label']}”自动计算：原表的公式是 {said}"
    own["live"] = as_rule(own["live"]) or own["live"]
    making.guess(_at(sheet, (row, heading.column)), what, Where("栏目", line, "自动计算"))
    kind = "text" if "'" in re.sub(r"param\('[^']*'\)", "", own["live"]) else guessed.type if guessed.sure and guessed.type in _COMPUTED else "number"
    return Guess(kind, guessed.why if guessed.sure else "由公式算出", True, {k: v for k, v in guessed.facts.items() if k == "decimals"})


def _number(making: _Making, label: str, number: float) -> str:
    """A number of a formula as a parameter."""
    if number not in making.numbers:
        name = f"number_{len(making.numbers) + 1}"
        making.numbers[number] = name
        value = int(number) if number.is_integer() else number
        making.parameters[name] = {"value": value, "title": f"“{label}”算式里的数", "default": True}
        making.guess("", f"“{label}”算式里的 {number:g} 放进了“参数”，可以改", Where("参数", len(making.numbers) - 1, "取值"))
    return f"param('{RULE}.{making.numbers[number]}')"


def _totals(making: _Making, sheet: FormSheet, table: FormTable, kept: list[Heading], ids: dict[int, str], id: str) -> None:
    """The row of totals as figures of the unit."""
    row = table.totals
    if row is None:
        return
    formulas = {h.column: f for h in kept if (f := sheet.formulas.get((row, h.column))) is not None}
    words = {c: summed(f, c, table.body.start, table.body.stop - 1) for c, f in formulas.items()}
    whole = {c: f"{word}({id}.{ids[c]})" for c, word in words.items() if word is not None}
    for heading in (h for h in kept if h.column in formulas):
        where, formula = _at(sheet, (row, heading.column)), formulas[heading.column]
        said = f"={formula.lstrip('=')}"
        label = f"{heading.said[-1]}{'平均' if words[heading.column] == 'MEAN' else '合计'}"
        try:
            told = whole.get(heading.column) or scheme_formula(said, Names(whole, row, partial(_number, making, label), sheet.numbers.get))
        except NotSaid as reason:
            making.ask(where, f"合计行“{heading.label}”的公式 {said}，{reason}，没有起草；需要的请在“单位指标”里写")
            continue
        making.figures.append({"id": f"{id}_{ids[heading.column]}", "label": label, "live": True, "formula": told, "result": True, "show": True})
        making.guess(where, f"合计行的“{label}”作单位指标，显示在封面和报告里", Where("单位指标", len(making.figures), "算式"))


def _form(making: _Making, sheet: FormSheet, asked: list[Asked], layout: Layout) -> dict[str, Any]:
    """A registration form: one row for each official, with what the roster knows filled in."""
    making.tables += 1
    id = table_id(making.tables)
    columns: list[dict[str, Any]] = [
        {"id": id, "label": label, "prefill": f"official.{id}"} for id, label in (("id", "编号"), ("name", "姓名"), ("post", "职务"))]
    making.columns += len(columns)
    what = "这张表是一人一张的登记表：作每名干部一行，编号、姓名、职务由名册带入。要照原样一人一张打印的，在“工作表”里写“登记表”各栏"
    making.guess(sheet.title, what, Where("表", making.tables - 1, "名称"))
    taken = {"id", "name", "post"}
    for n, one in enumerate((a for a in asked if not re.fullmatch(r"姓名|职务|编号|单位|工作单位|所在单位", a.label)), 1):
        guessed = guess(sheet, one.label, [one.answer])
        if guessed.type == "official":
            guessed = Guess("text", "登记表里的人名先作文字", False, {})
        own = {"id": column_id((one.label,), n, taken), "label": one.label[:40], "type": guessed.type, "width": 16, **guessed.facts}
        taken.add(own["id"])
        making.guess(_at(sheet, one.place), f"“{one.label}”作{_TYPES[guessed.type]}：{guessed.why}", Where("栏目", making.columns, "类型"))
        columns.append(own)
        making.columns += 1
    return {"id": id, "title": (layout.title or sheet.title)[:30], "of_staff": True, "owner": "id", "key": ["id"], "columns": columns}


def _at(sheet: FormSheet, place: Place) -> str:
    return f"{sheet.title}!{address(*place)}"


