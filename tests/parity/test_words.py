"""Words in a real LibreOffice: a live cell gives what the engine gives, for made-up expressions over made-up rows: a number, a text, nothing,
or 待改正 where an input must be mended first. SHIJIBU_PARITY_CASES says how many expressions there are."""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from shijibu.figures.evaluation import Book, Evaluation, Row
from shijibu.figures.live_formula import compile_live
from shijibu.language.expression import Name
from shijibu.language.formula import Formula
from shijibu.rules import CellError, Ref
from shijibu.rules.values import WAITING
from shijibu.scheme.live_faults import type_of
from shijibu.scheme.load import scheme_or_faults
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster, Unit
from shijibu.spreadsheet.number import settle

CASES = int(os.environ.get("SHIJIBU_PARITY_CASES", "1000")) // 20
NUMBERS, TEXTS = ("a", "b", "c"), ("s", "r")
WORDS = ("好", "较好", "一般")
SAID = (
    "product(a, b)", "ratio(a, b)", "percent(a, b)", "plus(a, minus(b, c))", "minus(0, a)", "when(at_least(a, b), 100, product(ratio(a, b), 100))",
    "plus(product(a, param('AA-1.share')), product(b, 0.6))", "when(present(a), ratio(b, a))", "TOTAL(rows(a, b, c))", "MEAN(rows(a, b, c))",
    "when(at_least(a, 90), '优秀', when(at_least(a, 75), '良好', '一般'))", "LOWEST(rows(a, b))", "TOTAL(rows(a, product(b, c)))",
    "latest(a, b, 3)", "earliest(rows(a, b, c))",
    "blank_as(a, 0)", "plus(blank_as(a, 0), blank_as(b, 0))", "count(a, s, r)", "when(all_of(equals(s, '好'), above(a, 1)), a, b)",
    "when(any_of(absent(s), listed(r, param('AA-1.listed'))), s, r)", "when(none_of(one_of(s, '好', '一般'), below(a, b)), 1, 2)",
    "when(differs(s, r), '不同', '相同')", "when(outside(a, 1, b), '出界', s)", "when(equals(a, b), 1)", "when(above(product(a, 0.1), 0.3), 1, 0)",
    "ratio(a, TOTAL(t.a))", "percent(TOTAL(t.a), TOTAL(t.b))", "when(present(s), RATIO(a, b, 1.2))", "minus(a, MEAN(t.b))", "count(t.s)",
)


def made_up(random: Random, depth: int = 3) -> str:
    """Something that gives a value."""
    return random.choice((number, number, chosen))(random, depth)


def number(random: Random, depth: int) -> str:
    if depth == 0 or random.random() < 0.2:
        return random.choice((*NUMBERS, *NUMBERS, "0.5", "3", "param('AA-1.share')"))
    word = random.choice(("plus", "minus", "product", "ratio", "percent", "blank_as", "when", "TOTAL", "latest"))
    if word in ("TOTAL", "latest"):
        return f"{word}(rows({', '.join(random.sample(NUMBERS, 2))}))"
    a, b = number(random, depth - 1), number(random, depth - 1)
    return f"when({truth(random, depth - 1)}, {a}, {b})" if word == "when" else f"{word}({a}, {b})"


def chosen(random: Random, depth: int) -> str:
    what = [random.choice((*TEXTS, "'优秀'", "'好'", number(random, 1))) for _ in "ab"]
    return f"when({truth(random, depth - 1)}, {', '.join(what[:random.choice((1, 2))])})"


def truth(random: Random, depth: int) -> str:
    word = random.choice(("above", "below", "at_least", "at_most", "equals", "one_of", "present", "absent", "all_of", "any_of", "none_of", "differs"))
    if word in ("all_of", "any_of", "none_of") and depth > 0:
        return f"{word}({truth(random, depth - 1)}, {truth(random, depth - 1)})"
    if word in ("equals", "differs"):
        return f"{word}({random.choice((*TEXTS, *NUMBERS))}, {random.choice((*TEXTS, chr(39) + '好' + chr(39), '3'))})"
    if word == "one_of":
        return f"one_of({random.choice(TEXTS)}, '好', '一般')"
    if word in ("present", "absent"):
        return f"{word}({random.choice((*TEXTS, *NUMBERS))})"
    compared = "above" if word in ("all_of", "any_of", "none_of") else word
    return f"{compared}({number(random, max(depth - 1, 0))}, {number(random, 0)})"


def county(made: list[str]) -> tuple[Scheme, list[str]]:
    """A county with a column for each expression that is short enough for a cell; whatever is made up here is in words that a cell can say."""
    scheme = scheme_or_faults(values(made))
    if isinstance(scheme, list):
        assert all("太长" in what for _, what in scheme), scheme
        long = {int(loc[7]) - len(NUMBERS) - len(TEXTS) for loc, _ in scheme}
        made = [e for i, e in enumerate(made) if i not in long]
        scheme = scheme_or_faults(values(made))
    assert isinstance(scheme, Scheme), scheme
    return scheme, made


def values(expressions: list[str]) -> dict[str, Any]:
    inputs: list[dict[str, Any]] = [{"id": n, "label": n, "type": "number"} for n in NUMBERS]
    inputs += [{"id": t, "label": t, "type": "choice", "choices": list(WORDS)} for t in TEXTS]
    live = [{"id": f"x{i}", "label": f"x{i}", "type": "text" if "'" in e else "number", "live": e} for i, e in enumerate(expressions)]
    return {
        "id": "words", "name": "词语", "county": "某县", "office": "办公室", "source": "测试", "cadence": "quarter", "deadline_days": 9,
        "roster": {"kinds": [{"id": "unit", "label": "单位"}]},
        "parameters": {"AA-1": {"share": {"value": 0.4, "title": "比重"}, "listed": {"value": ["较好", "一般"], "kind": "texts", "title": "所列"}}},
        "workbooks": [{"id": "unit", "title": "表", "file": "{code}.xlsx", "sheets": [
            {"title": "封面", "heading": "表", "cover": True},
            {"title": "表", "heading": "表", "tables": [{"id": "t", "title": "表", "rows": 9, "columns": [*inputs, *live]}]}]}],
        "unit_figures": [], "official_figures": []}


def rows(random: Random) -> list[dict[str, Any]]:
    """Of one unit: mostly clean, sometimes with blanks, rarely with something that must be mended."""
    mess = random.choice((0, 0, 0.3, 0.3, 0.1))
    spoilt = random.random() < 0.2
    out = []
    for _ in range(random.choice((1, 2, 3))):
        row: dict[str, Any] = {
            n: random.choice((0, 1, 3, 0.1, 0.285, 2.675, 45, 50, 90, -2.5, random.randint(0, 120), round(random.uniform(0, 100), 2)))
            for n in NUMBERS}
        row |= {t: random.choice(WORDS) for t in TEXTS}
        out.append({k: None if random.random() < mess else v for k, v in row.items()})
    if spoilt:
        out[0][random.choice(NUMBERS)] = CellError("#VALUE!")
    return out


@pytest.mark.timeout(300)
def test_a_cell_of_words_gives_what_the_engine_gives(office, tmp_path):
    random = Random(11)
    scheme, expressions = county(list(dict.fromkeys([*SAID, *(made_up(random) for _ in range(CASES))])))
    assert set(SAID) <= set(expressions) and len(expressions) > CASES // 2
    table = scheme.table("t")
    assert table is not None
    books = {f"U{n:02}": rows(random) for n in range(20)}
    asked = Evaluation(scheme, Period.parse("2026-Q1"), Roster.of([Unit(code=c, name=c, kind="unit") for c in books], []),
                       {code: Book(code, {"t": [Row(i, told, {}) for i, told in enumerate(own, 1)]}) for code, own in books.items()})
    places, row = {}, 0
    with Workbook(tmp_path / "words.xlsx", {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("表")
        for code, own in books.items():
            first, last = row + 1, row + len(own)
            for i, told in enumerate(own, 1):
                for column, id in enumerate((*NUMBERS, *TEXTS)):
                    value = told[id]
                    if isinstance(value, CellError):
                        if random.random() < 0.5:
                            sheet.write_string(row, column, WAITING)
                        else:
                            sheet.write_formula(row, column, "=1/0")
                    elif value is not None:
                        sheet.write(row, column, value)
                for column, (said, live) in enumerate(zip(expressions, table.columns[5:], strict=True), 5):
                    def refer(name: Name, at: int = row + 1, first: int = first, last: int = last) -> Ref:
                        letter = xl_col_to_name((*NUMBERS, *TEXTS).index(name.path[-1]))
                        return Ref(f"${letter}${first}:${letter}${last}" if len(name.path) == 2 else f"${letter}${at}")
                    formula = compile_live(Formula(said), scheme, refer, live="native", typed=lambda name: type_of(scheme, name, table))
                    (sheet.write_array_formula if formula.array else lambda r, c, _r, _c, f: sheet.write_formula(r, c, f))(
                        row, column, row, column, f"={formula.text}")
                    places[code, i, live.id] = row, column
                row += 1
    document = office.open(tmp_path / "words.xlsx")
    try:
        data = document.Sheets.getByIndex(0).getCellRangeByPosition(0, 0, 4 + len(expressions), row - 1).getDataArray()
    finally:
        document.close(True)
    wrong, kinds = [], set()
    for (code, i, id), (r, c) in places.items():
        engine, shown = asked._cell(code, "t", Row(i, books[code][i - 1], {}), id), data[r][c]
        want = WAITING if isinstance(engine, CellError) else "" if engine is None else engine
        kinds.add("waits" if want == WAITING else "blank" if want == "" else type(want).__name__)
        same = settle(float(want)) == settle(shown) if isinstance(want, (int, float)) and isinstance(shown, float) else want == shown
        if not same:
            wrong.append((expressions[int(id[1:])], books[code][i - 1], shown, want))
    assert wrong[:5] == [] and {"waits", "blank", "float", "str"} <= kinds
