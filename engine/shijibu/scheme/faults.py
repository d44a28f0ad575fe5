"""Faults of a scheme that types alone do not show: names, calls, parameters and tables that nothing stands behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shijibu.language.expression import names
from shijibu.language.formula import Formula, Template
from shijibu.language.rule_call import rule_of
from shijibu.language.scope import Level
from shijibu.scheme.binding import binding_of
from shijibu.scheme.known import is_known
from shijibu.scheme.live_faults import live_faults
from shijibu.scheme.model import Scheme
from shijibu.scheme.named import named_faults
from shijibu.scheme.outcomes import Reason
from shijibu.scheme.parameter_faults import parameter_faults
from shijibu.scheme.sheets import Column, Table
from shijibu.scheme.worked_faults import worked_faults
from shijibu.spreadsheet.names import may_be

Fault = tuple[tuple[Any, ...], str]
_ROWS = ("rows", "rows_per_member", "rows_per_official", "subjects", "of_team", "of_staff")


def faults(scheme: Scheme) -> Iterator[Fault]:
    """Every fault of `scheme`, with the place in the file."""
    tables = {t.id: t for w in scheme.workbooks for s in w.sheets for t in s.tables}
    binding = binding_of(scheme)
    units = binding.names.known("unit")
    for loc, formula, table, level in _formulas(scheme):
        wrong = (formula.fault,) if formula.fault else binding.faults(formula, level, table.id if table else None)
        yield from ((loc, what) for what in wrong)
        yield from ((loc, f"{told} 是上次的数，只供对照，算式里不能用") for told in _last_named(formula, table, tables))
    yield from parameter_faults(scheme, (f.tree for _, f, _, _ in _formulas(scheme) if not f.fault))
    for i, of_roster in enumerate(scheme.roster.columns):
        if of_roster.type == "units" and of_roster.of == "units":
            yield ("roster", "columns", i), f"名册栏目 {of_roster.id}：只有干部的栏目可以填单位"
    yield from _kind_faults(scheme)
    yield from _across_faults(scheme)
    yield from _report_faults(scheme)
    yield from _reference_faults(scheme, tables, units)
    yield from live_faults(scheme)
    yield from named_faults(scheme, tables)
    yield from worked_faults(scheme)
    for w, workbook in enumerate(scheme.workbooks):
        for s, sheet in enumerate(workbook.sheets):
            for t, table in enumerate(sheet.tables):
                loc = ("workbooks", w, "sheets", s, "tables", t)
                ways = [kind for kind in _ROWS if getattr(table, kind) not in (None, False)]
                if len(ways) != 1:
                    yield (*loc, ways[-1]) if ways else loc, f"一张表的行数只能用 {'、'.join(_ROWS)} 中的一种，现有 {'、'.join(ways) or '无'}"
                yield from (((*loc, "expects", *at), what) for at, what in _expected_faults(scheme, table))
                if table.owner and not table.column(table.owner):
                    yield (*loc, "owner"), f"表 {table.id} 没有栏目 {table.owner}{may_be(table.owner, (c.id for c in table.columns))}"
                yield from ((loc, what) for what in _begun_faults(table, tables, county=workbook.county))
                for c, column in enumerate(table.columns):
                    if column.type == "choice" and not column.choices:
                        yield (*loc, "columns", c, "choices"), f"{table.id}.{column.id} 是选项，没有写可选哪些"
                    if column.deferred and not column.live:
                        yield (*loc, "columns", c, "deferred"), f"{table.id}.{column.id} 写了交回后再算（deferred），却不是自动计算的栏目"
                    if column.filled_by and not column.deferred:
                        yield (*loc, "columns", c, "filled_by"), f"{table.id}.{column.id} 由别人填写（filled_by），却不是交回后再算（deferred）的栏目"
                    if column.filled_where and not column.is_input:
                        yield (*loc, "columns", c, "filled_where"), f"{table.id}.{column.id} 写了由谁填写（filled_where），却不是要填的栏目"
                    yield from (((*loc, "columns", c, "last"), what) for what in _last_faults(table, column))
                    if column.within and not (column.type == "date" and column.is_input):
                        yield (*loc, "columns", c, "within"), f"{table.id}.{column.id} 写了日期应在哪一期（within），却不是要填的日期"
                    if column.within is None and (column.lead or column.lag):
                        at = "lead" if column.lead else "lag"
                        yield (*loc, "columns", c, at), f"{table.id}.{column.id} 写了可以早几天或晚几天（{at}），却没有写日期应在哪一期（within）"
                    if column.label in {c.label for c in table.columns[:c]}:
                        yield (*loc, "columns", c, "label"), f"表 {table.id} 有两栏标题都是“{column.label}”"
            if sheet.personal and sheet.personal.of not in tables:
                yield ("workbooks", w, "sheets", s, "personal", "of"), f"没有名为 {sheet.personal.of} 的表{may_be(sheet.personal.of, tables)}"


def _last_named(formula: Formula, table: Table | None, tables: dict[str, Table]) -> Iterator[str]:
    """The columns of the round before that a formula names: no return says what stood there."""
    for name in names(formula.tree) if not formula.fault else ():
        of, id = (tables.get(name.path[0]), name.path[-1]) if len(name.path) > 1 else (table, name.path[0])
        column = of.column(id) if of else None
        if column is not None and column.last:
            yield f"{of.id}.{id}" if of else id


def _expected_faults(scheme: Scheme, table: Table) -> Iterator[Fault]:
    """What a table expects, of whom and counted by what."""
    expects = table.expects
    if expects is None:
        return
    if expects.each != "unit" and (table.owner is None or table.is_fixed):
        yield ("each",), f"表 {table.id} 没有写归谁（owner）的自由行，不能按人计算应填多少"
    counted = table.column(expects.of) if expects.of else None
    if expects.of and (counted is None or counted.type != "date"):
        yield ("of",), f"表 {table.id} 没有日期栏目 {expects.of}{may_be(expects.of, (c.id for c in table.columns if c.type == 'date'))}"
    level: Level = "unit" if expects.each == "unit" else "official"
    if not expects.least.fault and not is_known(scheme, expects.least, level):
        yield ("least",), "应填多少在下发时就要知道，只能用名册、期次和参数计算"


def _last_faults(table: Table, column: Column) -> Iterator[str]:
    """What is wrong with a column that shows the round before."""
    if column.last is None:
        return
    source = table.column(column.last)
    wanted = "text" if source and source.type == "choice" else source.type if source else ""
    if source is None or not source.is_input:
        yield f"表 {table.id} 没有要填的栏目 {column.last}{may_be(column.last, (c.id for c in table.columns if c.is_input))}"
    elif column.type != wanted:
        yield f"{table.id}.{column.id} 显示上次的 {source.id}，类型应为 {wanted}"
    if column.live or column.prefill or column.carry or column.required:
        yield f"{table.id}.{column.id} 显示上次的数（last），不能又是自动计算、预填、带到下期或必填的栏目"
    if table.is_fixed or table.begun or not any(c.carry for c in table.columns):
        yield f"表 {table.id}：只有带到下期（carry）的自由行可以显示上次的数（last）"


def _begun_faults(table: Table, tables: dict[str, Table], *, county: bool) -> Iterator[str]:
    """What is wrong with the rows of a table that go out begun."""
    if table.begun and (table.is_fixed or any(c.carry for c in table.columns)):
        yield f"表 {table.id}：只有自由行、又没有带到下期（carry）的表可以把已知的行先填好（begins、lists）"
    for id in table.begun:
        column = table.column(id)
        if column is None or not column.is_input:
            yield f"表 {table.id} 没有要填的栏目 {id}{may_be(id, (c.id for c in table.columns if c.is_input))}"
    if table.begins is not None and table.owner is None:
        yield f"表 {table.id} 没有说明一行属于谁（owner），不能先填好已知的行（begins）"
    if table.lists is not None:
        source = tables.get(table.lists.table)
        if not county:
            yield f"表 {table.id}：只有办公室自己的工作簿可以列出各单位报过的内容（lists）"
        for id in table.lists.columns:
            committed = source.column(id) if source else None
            if committed is None or not committed.carry:
                yield f"没有带到下期的栏目 {table.lists.table}.{id}"


def _reference_faults(scheme: Scheme, tables: dict[str, Table], units: set[str]) -> Iterator[Fault]:
    """Tables, columns and figures that checks, penalties, ties and limits name and nothing defines."""
    for i, check in enumerate(scheme.checks):
        table = tables.get(check.each)
        if table is None and check.each not in ("unit", "member"):
            yield ("checks", i, "each"), f"没有名为 {check.each} 的表{may_be(check.each, [*tables, 'unit', 'member'])}"
        elif table and check.field and not table.column(check.field):
            yield ("checks", i, "field"), f"表 {table.id} 没有栏目 {check.field}{may_be(check.field, (c.id for c in table.columns))}"
        elif check.each == "unit" and check.field and check.field not in units:
            yield ("checks", i, "field"), f"没有名为 {check.field} 的单位指标{may_be(check.field, units)}"
    for i, penalty in enumerate(scheme.penalties):
        for j, target in enumerate(penalty.to):
            if target.table and (target.table not in tables or not tables[target.table].column(target.column or "")):
                yield ("penalties", i, "to", j), f"没有栏目 {target.table}.{target.column}"
    for i, tie in enumerate(scheme.ties):
        if tie.table not in tables or not tables[tie.table].column(tie.settled_by):
            yield ("ties", i, "settled_by" if tie.table in tables else "table"), f"没有栏目 {tie.table}.{tie.settled_by}"
    for i, figure in enumerate(scheme.unit_figures):
        if figure.limit and figure.limit not in units:
            yield ("unit_figures", i, "limit"), f"没有名为 {figure.limit} 的单位指标{may_be(figure.limit, units)}"
    for part, figures, what in (("unit_figures", scheme.unit_figures, "单位"), ("official_figures", scheme.official_figures, "干部")):
        own = {f.id for f in figures}
        for i, figure in enumerate(figures):
            if figure.proposed and figure.proposed not in own:
                yield (part, i, "proposed"), f"没有名为 {figure.proposed} 的{what}指标{may_be(figure.proposed, own)}"


def _kind_faults(scheme: Scheme) -> Iterator[Fault]:
    """Kinds of units that the roster's links and columns name and nothing defines."""
    kinds = [k.id for k in scheme.roster.kinds]
    named: list[tuple[tuple[Any, ...], str | None]] = [
        (("roster", part), getattr(scheme.roster, part)) for part in ("link_from", "link_to")]
    for w, workbook in enumerate(scheme.workbooks):
        for s, sheet in enumerate(workbook.sheets):
            for t, table in enumerate(sheet.tables):
                named += [(("workbooks", w, "sheets", s, "tables", t, "columns", c, "unit_kind"), column.unit_kind)
                          for c, column in enumerate(table.columns)]
    yield from ((loc, f"没有名为 {kind} 的单位类别；有 {'、'.join(kinds)}") for loc, kind in named if kind is not None and kind not in kinds)


def _across_faults(scheme: Scheme) -> Iterator[Fault]:
    """A figure over the whole county is a column: one value for each unit or official."""
    for part in ("unit_figures", "official_figures"):
        for i, figure in enumerate(getattr(scheme, part)):
            if figure.across and figure.formula:
                rule = rule_of(figure.formula.tree)
                if rule is None or rule.returns != "column":
                    yield (part, i, "formula"), f"{figure.id} 是全县一起算的（across）：算式应是给出一列的函数，如 RANKIN"


def _report_faults(scheme: Scheme) -> Iterator[Fault]:
    """Figures and lists that the report names and nothing defines."""
    units, officials, lists = {f.id for f in scheme.unit_figures}, {f.id for f in scheme.official_figures}, {r.id for r in scheme.lists}
    report = scheme.report
    for part in ("rank_by", "rank", "trend", "cards"):
        named = getattr(report, part)
        if named is not None and named not in units:
            yield ("report", part), f"没有名为 {named} 的单位指标{may_be(named, units)}"
    for i, named in enumerate(report.notice):
        if named not in units:
            yield ("report", "notice", i), f"没有名为 {named} 的单位指标{may_be(named, units)}"
    for i, named in enumerate(report.notice_lists):
        if named not in lists:
            yield ("report", "notice_lists", i), f"没有名为 {named} 的名单{may_be(named, lists)}"
    for i, sheet in enumerate(report.sheets):
        known, whose = (units, "单位") if sheet.of == "units" else (officials, "干部")
        for j, named in enumerate(sheet.figures):
            if named not in known:
                yield ("report", "sheets", i, "figures", j), f"没有名为 {named} 的{whose}指标{may_be(named, known)}"


Standing = tuple[tuple[Any, ...], Formula, Table | None, Level]


def _formulas(scheme: Scheme) -> Iterator[Standing]:
    """Each formula with its place, the table whose row it stands in, and its level: row, unit or official."""
    level: Level
    for w, workbook in enumerate(scheme.workbooks):
        for s, sheet in enumerate(workbook.sheets):
            for t, table in enumerate(sheet.tables):
                for i, subjects in enumerate(table.subjects or []):
                    if subjects.where:
                        level = "official" if subjects.of == "officials" else "unit"
                        yield ("workbooks", w, "sheets", s, "tables", t, "subjects", i, "where"), subjects.where, None, level
                for part in ("carry_while", "withhold_while"):
                    if asked := getattr(table, part):
                        yield ("workbooks", w, "sheets", s, "tables", t, part), asked, table, "row"
                if table.expects:
                    level = "unit" if table.expects.each == "unit" else "official"
                    yield ("workbooks", w, "sheets", s, "tables", t, "expects", "least"), table.expects.least, None, level
                if table.begins is not None and table.begins.where:
                    yield ("workbooks", w, "sheets", s, "tables", t, "begins", "where"), table.begins.where, None, "official"
                for c, column in enumerate(table.columns):
                    if column.filled_where:
                        yield ("workbooks", w, "sheets", s, "tables", t, "columns", c, "filled_where"), column.filled_where, None, "unit"
                    if column.live:
                        yield ("workbooks", w, "sheets", s, "tables", t, "columns", c, "live"), column.live, table, "row"
    for i, f in enumerate(scheme.unit_figures):
        if f.formula:
            yield ("unit_figures", i, "formula"), f.formula, None, "unit"
    for i, f in enumerate(scheme.official_figures):
        if f.formula:
            yield ("official_figures", i, "formula"), f.formula, None, "official"
    tables = {t.id: t for w in scheme.workbooks for s in w.sheets for t in s.tables}
    for i, check in enumerate(scheme.checks):
        level, _ = check.stands
        yield ("checks", i, "when"), check.when, tables.get(check.each), level
        for part in ("message", "fix"):
            yield from _places(("checks", i, part), getattr(check, part), tables.get(check.each), level)
    for i, listed in enumerate(scheme.lists):
        level = "official" if listed.of == "officials" else "unit"
        yield ("lists", i, "when"), listed.when, None, level
        yield from _reason_expressions(("lists", i, "reasons"), listed.reasons, level)
    yield from _reason_expressions(("reasons",), scheme.reasons, "official")
    for i, penalty in enumerate(scheme.penalties):
        for part in ("source", "points", "payer"):
            yield ("penalties", i, part), getattr(penalty, part), None, "unit"
        yield from _places(("penalties", i, "because"), penalty.because, None, "unit")
        for j, target in enumerate(penalty.to):
            if target.where:
                yield ("penalties", i, "to", j, "where"), target.where, tables.get(target.table or ""), "row"
    for i, part_of in enumerate(scheme.report.sheets):
        if part_of.where:
            yield ("report", "sheets", i, "where"), part_of.where, None, "official" if part_of.of == "officials" else "unit"
    for i, tie in enumerate(scheme.ties):
        yield from ((("ties", i, part), told, None, "unit") for part in ("mark", "group", "adopted") if (told := getattr(tie, part)))


def _reason_expressions(loc: tuple[Any, ...], reasons: list[Reason], level: Level) -> Iterator[Standing]:
    for i, reason in enumerate(reasons):
        if reason.when:
            yield (*loc, i, "when"), reason.when, None, level
        yield from _places((*loc, i, "text"), reason.text, None, level)


def _places(loc: tuple[Any, ...], template: Template, table: Table | None, level: Level) -> Iterator[Standing]:
    """The `{name}` places of a text."""
    yield from ((loc, inside, table, level) for inside in template.formulas)
