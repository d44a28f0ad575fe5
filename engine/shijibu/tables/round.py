"""One decided round as tables, each read from the ledger when it is asked for, and no more of the ledger than it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from shijibu.checks.folded import rows_of
from shijibu.errors import ShijibuError
from shijibu.figures.book import Book, Row
from shijibu.ledger import Ledger
from shijibu.ledger.parts import DecidedParts
from shijibu.rounds.amend import amended, amendments_of
from shijibu.rounds.computed import rounded
from shijibu.rounds.decided import NotDecided, decided_round
from shijibu.rounds.kept import DecisionUnreadable
from shijibu.rounds.results import Figures, OfficialResult, UnitResult
from shijibu.rounds.rules import rules_of
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Unit
from shijibu.scheme.sheets import Table
from shijibu.spreadsheet.field import Field
from shijibu.spreadsheet.names import near_word
from shijibu.spreadsheet.severity import SEVERITIES, SEVERITY_COLOURS, SEVERITY_LABELS
from shijibu.spreadsheet.wording import JOINT, MISSING
from shijibu.tables.columns import entered, of_column, of_figure
from shijibu.tables.frame import frame_of
from shijibu.tables.heading import Heading, Language, apart, distinct

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
Whose = Literal["units", "officials"]
OF_EVERY_ROUND = ("units", "officials", "problems", "returns", "confirmations")
TITLES = {"units": "单位", "officials": "干部", "problems": "问题", "returns": "报送", "confirmations": "确认"}
"""The tables that every round has, by their Chinese names."""
INPUTS = "inputs_"
"""What the name of a table of inputs begins with where it stands among the others: inputs_tasks."""
_STATES = (("missing", MISSING), ("rejected", "已退回"), ("accepted", "已接收"))
_PROPOSED = (("tie", "末位并列"), ("measure", "措施"), ("list", "名单"))
_STATE_COLOURS = (("已退回", "red"), (MISSING, "yellow"))
_SPLIT = ";"


class UnknownTable(ShijibuError, LookupError):
    """The round has no table of that name; the text names those that it has."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A table before it is a DataFrame: its Chinese title, its headings and its rows, whose values stand by heading id."""

    title: str
    headings: list[Heading]
    rows: list[dict[str, Any]]


class RoundTables:
    """A decided round as tables: `units`, `officials`, `problems`, `returns`, `confirmations`, `inputs(table)`. From
    `open_ledger(…).round(scheme, period)`.

    It is read under the rules that it was decided under, from the ledger, which must still be open, whenever a table is asked for; each
    table reads only its own part. headings: "en" names columns by the scheme's ids, such as `actual`, and units' kinds and states by
    English words; "zh" by what the workbooks say, such as 实际进度. exact: figures at 4 decimals, as later rounds take them, in place
    of 2, as they were decided and published.
    """

    def __init__(self, ledger: Ledger, scheme: str, period: str, *, headings: Language = "en", exact: bool = False) -> None:
        """Raises NotDecided, NotAPeriod."""
        self.period = Period.parse(period)
        self.language: Language = headings
        self.exact = exact
        self._ledger, self._place = ledger, (scheme, str(self.period))
        at = next((d for d in ledger.decided(scheme) if d.period == str(self.period)), None)
        if at is None:
            raise NotDecided(f"台账中没有{self.period.label}的汇总结果")
        self.decided_at, self.revision, self._version = at.at, at.revision, at.version

    def __repr__(self) -> str:
        return f"<{self._place[0]} {self.period}, revision {self.revision}>"

    # tables

    @property
    def units(self) -> pd.DataFrame:
        """A row for each unit of the round's roster, by code: code, name, kind, what its return came to, every figure that the scheme
        declares of units, and whether a list names it.

        Percents are fractions (0.45 is 45%). A unit that is missing or rejected has NA for its own figures, never zero. Raises
        DecisionUnreadable, LedgerUnavailable.
        """
        return self.frame("units")

    @property
    def officials(self) -> pd.DataFrame:
        """A row for each official of the round's roster, by id: id, name, unit, post, whether in the team, every figure that the scheme
        declares of officials, whether a list names him or her, and the reasons given, joined. Raises as `units`."""
        return self.frame("officials")

    @property
    def problems(self) -> pd.DataFrame:
        """A row for each problem of each return that the decision rests on: unit, file, code, severity, sheet, cell, table, row, column,
        value as text, message, fix, and how many it stands for (count). Raises LedgerUnavailable."""
        return self.frame("problems")

    @property
    def returns(self) -> pd.DataFrame:
        """A row for each unit's return and for each unit that is missing: state (missing, rejected, accepted), file, whether late, corrected
        or taken in an earlier run, and how many errors, warnings and notices it has. Raises as `units`."""
        return self.frame("returns")

    @property
    def confirmations(self) -> pd.DataFrame:
        """A row for each time that somebody confirmed or turned down what the round proposes, oldest first: kind (tie, measure, list), title,
        rule, whose it is, what it comes to, whether confirmed, who is awarded a tie's places, reason, by, at (ISO 8601, as text), revision of
        the round, and whether it counts: nothing was decided of the same since, and it is still proposed. Raises as `units`."""
        return self.frame("confirmations")

    def inputs(self, table: str) -> pd.DataFrame:
        """What the accepted returns say in one table, such as "tasks", with amendments of upheld objections: a row for each row that was
        started, with its unit and its number, from 1, in the workbook.

        Percents are fractions (0.45 is 45%), dates datetime64, officials their ids, with a column of their names beside; several units
        stand in one text, `;` between. table: its id or title, of `tables`, or the title of a sheet that has no other. Raises UnknownTable,
        LedgerUnavailable.
        """
        return self.frame(INPUTS + self._table(table).id)

    def frame(self, name: str) -> pd.DataFrame:
        """Any table by its name of `names`, such as "units" or "inputs_tasks"."""
        listed = self.listed(name)
        return frame_of(listed.headings, listed.rows, self.language, title=listed.title)

    @cached_property
    def tables(self) -> dict[str, str]:
        """The tables that workbooks of this round have to fill in: id and title."""
        return {id: table.title for id, table in self._tables.items()}

    @property
    def names(self) -> list[str]:
        """All tables: units, officials, problems, returns, confirmations, and inputs_… for each of `tables`."""
        return [*OF_EVERY_ROUND, *(INPUTS + id for id in self.tables)]

    @cached_property
    def scheme(self) -> Scheme:
        """The rules that the round was decided under. Raises UnknownScheme, SchemeFault."""
        return rules_of(self._ledger, *self._place, self._version).scheme

    def listed(self, name: str) -> Listed:
        """A table before it is a DataFrame. Raises UnknownTable."""
        if name.startswith(INPUTS):
            return self._inputs(self._table(name.removeprefix(INPUTS)))
        made = {"units": self._units, "officials": self._officials, "problems": self._problems, "returns": self._returns,
                "confirmations": self._confirmations}.get(name)  # fmt: skip
        if made is None:
            raise UnknownTable(f"没有名为“{name}”的表；有：{JOINT.join(self.names)}")
        return made()

    # units and officials

    def _units(self) -> Listed:
        parts = self._parts(("units", "missing", "late", "corrected", "lists"), ("units",))
        results, lists = self._read(list[UnitResult], parts.results["units"], parts), parts.results["lists"] or {}
        figures = self._read(dict[str, Figures], parts.figures["units"] or {}, parts)
        roster = {u.code: u for u in self._of_roster(Unit, "units")}
        accepted, missing, late, corrected = self._accepted, *(set(parts.results[p] or ()) for p in ("missing", "late", "corrected"))
        scheme = self.scheme
        own = [_PERIOD, Heading("code", "单位编码"), Heading("name", "单位名称"), self._kind, _STATE, _LATE, _CORRECTED]
        if scheme.roster.link_from is not None:
            own.append(Heading("links", scheme.roster.link_heading, about=f"单位编码，用“{_SPLIT}”隔开"))
        own += self._added("units")
        declared = self._declared(own, scheme.unit_figures)
        named = [rule for rule in scheme.lists if rule.of == "units"]
        rows = []
        for unit in results:
            known = roster.get(unit.code)
            row = {"period": str(self.period), "code": unit.code, "name": unit.name, "kind": unit.kind,
                   "state": "missing" if unit.code in missing else "accepted" if unit.code in accepted else "rejected",
                   "late": unit.code in late, "corrected": unit.code in corrected, "links": _SPLIT.join(known.links) if known else None}
            row |= known.extra if known else {}
            row |= self._figures(declared, scheme.unit_figure, unit.figures, figures.get(unit.code, {}))
            rows.append(row | {f"list_{rule.id}": unit.code in lists.get(rule.id, ()) for rule in named})
        headings = [*own, *(h for _, h in declared), *(Heading(f"list_{r.id}", r.title, "truth", rule=r.rule) for r in named)]
        return Listed(TITLES["units"], distinct(headings), rows)

    def _officials(self) -> Listed:
        parts = self._parts(("officials", "lists"), ("officials",))
        results, lists = self._read(list[OfficialResult], parts.results["officials"], parts), parts.results["lists"] or {}
        figures = self._read(dict[str, Figures], parts.figures["officials"] or {}, parts)
        roster = {o.id: o for o in self._of_roster(Official, "officials")}
        units = {u.code: u for u in self._of_roster(Unit, "units")}
        scheme = self.scheme
        own = [_PERIOD, Heading("id", "干部编号"), Heading("name", "姓名"), _UNIT, _UNIT_NAME, self._kind,
               Heading("post", "职务", "category", words=tuple((p, p) for p in scheme.roster.posts)), Heading("team", "班子成员", "truth"),
               *self._added("officials")]
        declared = self._declared(own, scheme.official_figures)
        named = [rule for rule in scheme.lists if rule.of == "officials"]
        rows = []
        for one in results:
            known, unit = roster.get(one.id), units.get(one.unit)
            row = {"period": str(self.period), "id": one.id, "name": one.name, "unit": one.unit, "unit_name": unit.name if unit else None,
                   "kind": unit.kind if unit else None, "post": known.post if known else None, "team": known.team if known else None,
                   "reasons": "；".join(reason.text for reason in one.reasons)}
            row |= known.extra if known else {}
            row |= self._figures(declared, scheme.official_figure, one.figures, figures.get(one.id, {}))
            rows.append(row | {f"list_{rule.id}": one.id in lists.get(rule.id, ()) for rule in named})
        headings = [*own, *(h for _, h in declared), *(Heading(f"list_{r.id}", r.title, "truth", rule=r.rule) for r in named),
                    Heading("reasons", "理由")]
        return Listed(TITLES["officials"], distinct(headings), rows)

    def _declared(self, own: Sequence[Heading], figures: Sequence[Figure]) -> list[tuple[str, Heading]]:
        """The figures of this round, by id; what only counts a sheet's own problems is none."""
        due = (f for f in figures if not f.problems and f.type != "list" and (f.rounds is None or self.period.round in f.rounds))
        return apart(own, (of_figure(self.scheme, f) for f in due), "figure")

    def _figures(self, declared: Iterable[tuple[str, Heading]], figure: Any, decided: Figures, exact: Figures) -> Iterable[tuple[str, Any]]:
        """Values by heading id: as results.json has them, or at 4 decimals."""
        for id, heading in declared:
            given = exact.get(id, decided.get(id)) if self.exact or id not in decided else decided[id]
            yield heading.id, given if self.exact or id in decided else rounded(given, figure(id))

    def _added(self, of: Whose) -> list[Heading]:
        """The columns that the scheme adds to the roster."""
        return [Heading(c.id, c.heading, "category", words=tuple((w, w) for w in c.choices)) if c.choices else Heading(c.id, c.heading)
                for c in self.scheme.roster.columns if c.of == of]

    @cached_property
    def _kind(self) -> Heading:
        kinds = self.scheme.roster.kinds
        return Heading("kind", "单位类别", "category", words=tuple((k.id, k.label) for k in kinds), ordered=True)

    # what was returned

    def _inputs(self, table: Table) -> Listed:
        kept = self._ledger.returned_table(*self._place, table.id)
        books: Mapping[str, Book] = {unit: Book(unit, {table.id: rows_of(one)}) for unit, one in kept.items()}
        changed = [a for a in amendments_of(self._ledger, *self._place) if _table_of(a.field) == table.id]
        sheets = {unit: {table.id: one.get("sheet")} for unit, one in kept.items()}
        books = amended(self.scheme, books, changed, sheets)[0] if changed else books
        columns = entered(table)
        officials = {o.id: o.name for o in self._of_roster(Official, "officials")} if any(c.type == "official" for c in columns) else {}
        units = self._unit_names
        named = {**{c.id: officials for c in columns if c.type == "official"}, **{c.id: units for c in columns if c.type == "units"}}
        own = [_PERIOD, _UNIT, _UNIT_NAME, Heading("row", "序号", "integer", about="在工作簿该表中是第几行")]
        declared = apart(own, (h for c in columns for h in of_column(self.scheme, c)), "column")

        def values(unit: str, row: Row) -> Iterator[tuple[str, Any]]:
            yield from (("period", str(self.period)), ("unit", unit), ("unit_name", units.get(unit)), ("row", row.index))
            for id, heading in declared:
                if id in row.values:
                    yield heading.id, row.values[id]
                elif (whose := named.get(id.removesuffix("_name"))) is not None:
                    yield heading.id, _names(row.values.get(id.removesuffix("_name")), whose)

        rows = [dict(values(unit, row)) for unit, book in sorted(books.items()) for row in book.tables.get(table.id, ())]
        return Listed(table.title, distinct([*own, *(h for _, h in declared)]), rows)

    def _problems(self) -> Listed:
        rows = []
        for file in self._outcomes:
            for problem in file.problems:
                field = Field.parse(problem["field"] or "")
                rows.append({
                    **{k: v for k, v in problem.items() if k != "field"}, "period": str(self.period), "unit": file.unit,
                    "unit_name": self._unit_names.get(file.unit or ""), "path": file.path, "accepted": file.accepted, "kept": file.kept,
                    "count": problem.get("count", 1), "value": None if problem["value"] is None else str(problem["value"]),
                    "table": field.table if field else None, "row": field.row if field else None,
                    "column": field.column if field else problem["field"],
                })
        severity = Heading("severity", "轻重", "category", words=tuple((s, SEVERITY_LABELS[s]) for s in reversed(SEVERITIES)), ordered=True,
                           colours=tuple((SEVERITY_LABELS[s], SEVERITY_COLOURS[s]) for s in SEVERITIES))
        return Listed(TITLES["problems"], [
            _PERIOD, _UNIT, _UNIT_NAME, _PATH, Heading("accepted", "文件已接收", "truth"), _KEPT, Heading("code", "问题代码"), severity,
            Heading("sheet", "工作表"), Heading("cell", "单元格"), Heading("table", "表"), Heading("row", "行号", "integer", about="表中的第几行"),
            Heading("column", "栏目"), Heading("value", "填的内容"), Heading("message", "问题"), Heading("fix", "改法"),
            Heading("count", "处数", "integer"),
        ], rows)

    def _returns(self) -> Listed:
        parts = self._parts(("missing", "late", "corrected", "withdrawn", "rejected"), ())
        missing, late, corrected, withdrawn = (parts.results[p] or [] for p in ("missing", "late", "corrected", "withdrawn"))
        rows: list[dict[str, Any]] = []
        for file in self._outcomes:
            before = file.kept and not file.accepted  # a file that was sent back in an earlier run: its unit is among the missing
            if before and file.unit in missing:
                continue
            counts = {f"{s}s": sum(p.get("count", 1) for p in file.problems if p["severity"] == s) for s in SEVERITIES}
            rows.append({"unit": file.unit, "state": "accepted" if file.accepted else "rejected", "path": file.path, "kept": file.kept,
                         "late": file.unit in late, "corrected": file.unit in corrected, "withdrawn": False, **counts})
        rows += [{"unit": code, "state": "missing", "withdrawn": code in withdrawn} for code in missing]
        for row in rows:
            row |= {"period": str(self.period), "unit_name": self._unit_names.get(row["unit"] or "")}
        return Listed(TITLES["returns"], [
            _PERIOD, _UNIT, _UNIT_NAME, _STATE, _PATH, _LATE, _CORRECTED, _KEPT, Heading("withdrawn", "已撤回", "truth"),
            Heading("errors", "错误数", "integer"), Heading("warnings", "警告数", "integer"), Heading("notices", "提示数", "integer"),
        ], sorted(rows, key=lambda r: (r["unit"] is None, r["unit"] or "", r.get("path") or "")))

    def _confirmations(self) -> Listed:
        headings = [
            _PERIOD, Heading("kind", "类别", "category", words=_PROPOSED), Heading("title", "事项"), Heading("rule", "规则"),
            Heading("subject", "对象编码"), Heading("subject_name", "对象"), Heading("value", "拟定"), Heading("confirmed", "采纳", "truth"),
            Heading("awarded", "并列中取得名额的", about=f"干部编号，用“{_SPLIT}”隔开"), Heading("reason", "理由"), Heading("by", "确认人"),
            Heading("at", "时间"), Heading("revision", "依据第几次汇总", "integer"), Heading("counts", "现在作数", "truth"),
        ]
        if not self._ledger.confirmations(*self._place):  # what is proposed need not be known
            return Listed(TITLES["confirmations"], headings, [])
        considered = decided_round(self._ledger, *self._place).considered()
        names = {**self._unit_names, **{o.id: o.name for o in self._of_roster(Official, "officials")}}
        rows = [{
            "period": str(self.period), "kind": c.proposal.kind, "title": c.proposal.title, "rule": c.proposal.rule or None,
            "subject": c.proposal.subject, "subject_name": names.get(c.proposal.subject),
            "value": JOINT.join(names.get(v, v) for v in c.proposal.value) or None, "confirmed": record.confirmed,
            "awarded": _SPLIT.join(record.awarded) or None, "reason": record.reason or None, "by": record.by, "at": record.at,
            "revision": record.revision, "counts": not c.lapsed and record == c.counting, "id": record.id,
        } for c in considered for record in c.records]
        return Listed(TITLES["confirmations"], headings, sorted(rows, key=lambda row: row["id"]))

    # what is read

    @cached_property
    def _tables(self) -> dict[str, Table]:
        round_ = self.period.round
        due = (w for w in self.scheme.workbooks if w.rounds is None or round_ in w.rounds)
        return {t.id: t for w in due for t in w.tables_of(round_) if any(c.is_input for c in t.columns)}

    @cached_property
    def _of_sheets(self) -> dict[str, Table]:
        """The tables by the titles of their sheets, of sheets that have one."""
        due = (s for w in self.scheme.workbooks for s in w.sheets_of(self.period.round))
        alone = {s.title: own for s in due if len(own := [t for t in s.tables if t.id in self._tables]) == 1}
        return {title: tables[0] for title, tables in alone.items()}

    def _table(self, named: str) -> Table:
        found = self._tables.get(named) or next((t for t in self._tables.values() if t.title == named), None) or self._of_sheets.get(named)
        if found is None:
            near = near_word(named, [*self._tables, *self.tables.values()])
            have = JOINT.join(f"{id}（{title}）" for id, title in self.tables.items())
            raise UnknownTable(f"{self.period.label}没有名为“{named}”的表{f'，是不是 {near}？' if near else ''}；有：{have}")
        return found

    def _parts(self, results: Sequence[str], figures: Sequence[str]) -> DecidedParts:
        found = self._ledger.decided_parts(*self._place, results=results, figures=figures)
        if found is None:
            raise NotDecided(f"台账中没有{self.period.label}的汇总结果")
        return found

    def _read(self, kind: type[T], value: Any, parts: DecidedParts) -> T:
        try:
            return TypeAdapter(kind).validate_python(value)
        except ValidationError:
            raise DecisionUnreadable(f"台账中 {self.period} 的汇总结果读不懂，可能被改动过，或由更新的版本写成；请用 shijibu audit 核验") from None

    def _of_roster(self, kind: type[T], part: Whose) -> list[T]:
        return TypeAdapter(list[kind]).validate_python(self._ledger.roster_part(*self._place, part))  # type: ignore[valid-type]

    @cached_property
    def _unit_names(self) -> Mapping[str, str]:
        own = {w.unit_code: w.unit_name or w.title for w in self.scheme.workbooks if w.county and w.unit_code}
        return {u.code: u.name for u in self._of_roster(Unit, "units")} | own

    @cached_property
    def _outcomes(self) -> Any:
        return self._ledger.outcomes(*self._place)

    @cached_property
    def _accepted(self) -> set[str | None]:
        return set(self._ledger.accepted_units(*self._place))


_PERIOD = Heading("period", "期次")
_UNIT, _UNIT_NAME = Heading("unit", "单位编码"), Heading("unit_name", "单位名称")
_STATE = Heading("state", "报送", "category", words=_STATES, ordered=True, colours=_STATE_COLOURS)
_LATE, _CORRECTED = Heading("late", "迟报", "truth"), Heading("corrected", "逾期更正", "truth")
_PATH, _KEPT = Heading("path", "文件"), Heading("kept", "沿用", "truth", about="文件是以前收到的，这次没有再给")


def _table_of(field: str) -> str | None:
    parsed = Field.parse(field)
    return parsed.table if parsed else None


def _names(value: Any, names: Mapping[str, str]) -> str | None:
    """The names of those whose ids or codes stand in a cell."""
    listed = [v.strip() for v in str(value).split(_SPLIT) if v.strip()] if value is not None else []
    return JOINT.join(names.get(v, v) for v in listed) or None
