"""Objections told: which figure somebody objects to, how it was settled, and what that changed."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from shijibu.errors import ShijibuError
from shijibu.figures.steps import SubjectKind
from shijibu.ledger import Objection
from shijibu.outside_text import one_line
from shijibu.report.reported_round import as_shown
from shijibu.rounds.results import AmendedCell, Change, Results
from shijibu.scheme.model import Scheme
from shijibu.scheme.roster import Roster
from shijibu.scheme.sheets import Column, Table
from shijibu.spreadsheet.field import Field
from shijibu.spreadsheet.names import near_words, same
from shijibu.spreadsheet.text import folded
from shijibu.spreadsheet.wording import said

if TYPE_CHECKING:  # it needs what draws workbooks, and reports of a round do not
    from shijibu.rounds.uphold import Upheld

DECISIONS = {"upheld": "成立", "rejected": "不成立"}
WAITING, CHECKED = "待核实", "已核实，待决定"


@dataclass(frozen=True, slots=True)
class Meant:
    """A figure, or a list (`lists.<id>`), that can be objected to."""

    id: str
    label: str


class UnknownFigure(ShijibuError, LookupError):
    """The unit or official has no such figure, or several; the text says which there are."""


def find_figure(scheme: Scheme, kind: SubjectKind, text: str) -> Meant:
    """The figure or list that a person means by its id or label. Raises UnknownFigure."""
    known = figures_of(scheme, kind)
    wanted = folded(text)
    for figure in known:
        if wanted.casefold() == figure.id.casefold():
            return figure
    named = [f for f in known if same(f.label) == same(text)]
    if len(named) == 1:
        return named[0]
    who = "单位" if kind == "unit" else "干部"
    if named:
        raise UnknownFigure(f"{who}叫“{text}”的数字不止一个，请用编号：{'、'.join(f.id for f in named)}")
    by_label = {f.label: f for f in known} | {f.id: f for f in known}
    near = list(dict.fromkeys(by_label[n] for n in near_words(wanted, by_label, most=3, least=0.4)))
    inside = [f for f in known if wanted and wanted in f.label and f not in near]
    meant = "、".join(f"{f.label}（{f.id}）" for f in [*inside, *near][:4])
    others = figures_of(scheme, "official" if kind == "unit" else "unit")
    if any(wanted in (f.id, f.label) for f in others):
        hint = f"；“{text}”是{'干部' if kind == 'unit' else '单位'}的数字"
    else:
        hint = f"，是不是：{meant}？" if meant else f"；有：{'、'.join(f.label for f in known)}"
    raise UnknownFigure(f"{who}没有“{text}”这个数字{hint}")


def figures_of(scheme: Scheme, kind: SubjectKind) -> list[Meant]:
    """Every figure, then every list, that a unit or an official may object to."""
    figures = scheme.unit_figures if kind == "unit" else scheme.official_figures
    return [*(Meant(f.id, f.label) for f in figures if not f.problems),
            *(Meant(f"lists.{r.id}", r.title) for r in scheme.lists if r.of == f"{kind}s")]


def label_of(scheme: Scheme, figure: str) -> str:
    """The label of a figure that an objection names by id."""
    if figure.startswith("lists."):
        return next((r.title for r in scheme.lists if f"lists.{r.id}" == figure), figure)
    declared = scheme.unit_figure(figure) or scheme.official_figure(figure)
    return declared.label if declared else figure


def figure_label(scheme: Scheme, roster: Roster, objection: Objection) -> str:
    """The same, where a figure of units and one of officials share an id."""
    kind: SubjectKind = "official" if roster.official(objection.subject) else "unit"
    return next((f.label for f in figures_of(scheme, kind) if f.id == objection.figure), label_of(scheme, objection.figure))


def subject_name(roster: Roster, subject: str) -> str:
    """The name of a unit, or of an official with the unit's."""
    official = roster.official(subject)
    unit = roster.unit(official.unit if official else subject)
    return (f"{official.name}（{unit.name if unit else official.unit}）" if official else unit.name if unit else subject)


def state_of(objection: Objection) -> str:
    """待核实, 已核实，待决定, 成立 or 不成立."""
    if objection.decision is not None:
        return DECISIONS[objection.decision]
    return CHECKED if objection.checked else WAITING


def objection_json(objection: Objection, scheme: Scheme, roster: Roster) -> dict[str, Any]:
    """An objection as programs read it."""

    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "id": objection.id, "scheme": objection.scheme, "period": objection.period, "subject": objection.subject,
        "subject_name": subject_name(roster, objection.subject), "figure": objection.figure, "label": figure_label(scheme, roster, objection),
        "text": objection.text, "received": day(objection.received), "checked": day(objection.checked), "note": objection.note,
        "decided": day(objection.decided), "decision": objection.decision, "reason": objection.reason, "changed": objection.changed,
        "state": state_of(objection),
    }


def objection_lines(objection: Objection, scheme: Scheme, roster: Roster) -> list[str]:
    """An objection as people read it: what it says, then what was done about it."""
    who = f"{objection.subject} {subject_name(roster, objection.subject)}"
    head = f"第 {objection.id} 号 {objection.period} {who} {figure_label(scheme, roster, objection)}"
    out = [f"{head}：{state_of(objection)}", f"  {objection.received} 收到：{objection.text}"]
    if objection.checked:
        out.append(f"  {objection.checked} 核实：{objection.note}")
    if objection.decided:
        out.append(f"  {objection.decided} 决定{DECISIONS[objection.decision or 'rejected']}：{objection.reason}")
    out += [f"  更改 {line}" for line in amendment_lines(objection, scheme)]
    return [one_line(line) for line in out]


def amendment_lines(objection: Objection, scheme: Scheme) -> list[str]:
    """Each input that an upheld objection changed: in whose workbook, which, from and to."""
    changed = objection.changed or {}
    whose = scheme.county_name(changed.get("unit")) or changed.get("unit")
    return [f"{whose} {i['field']}（{input_label(scheme, i['field'], i['row'])}）：{input_change(scheme, i['field'], i['from'], i['to'])}"
            for i in changed.get("inputs", [])]


def amendments_in_words(objection: Objection, scheme: Scheme, *, only: Container[str] | None = None) -> list[str]:
    """The same without codes and ids. only: of these rows, as tasks[3]."""
    return [f"{input_label(scheme, i['field'], i['row'])}：{input_change(scheme, i['field'], i['from'], i['to'])}"
            for i in (objection.changed or {}).get("inputs", []) if only is None or i["field"].partition(".")[0] in only]


def input_label(scheme: Scheme, field: str, row: Mapping[str, Any] | None) -> str:
    """工作任务“村道提级改造”实际进度"""
    table, column = _table_and_column(scheme, field)
    known = "·".join(str(v) for v in (row or {}).values() if v not in (None, ""))
    return f"{table.title if table else ''}{f'“{known[:40]}”' if known else ''}{column.label if column else field}"


def input_change(scheme: Scheme, field: str, before: Any, after: Any) -> str:
    """40% → 45%, as the column's type is read."""
    return f"{value_said(scheme, field, before)} → {value_said(scheme, field, after)}"


def value_said(scheme: Scheme, field: str, value: Any) -> str:
    """An input as people write it."""
    _, column = _table_and_column(scheme, field)
    return said(value, percent=column is not None and column.type == "percent")


def _table_and_column(scheme: Scheme, text: str) -> tuple[Table | None, Column | None]:
    field = Field.parse(text)
    table = scheme.table(field.table) if field else None
    return table, table.column(field.column) if table and field else None


def change_rows(changes: Iterable[Change], subject: str = "") -> list[list[str]]:
    """Unit, official, figure, before and after as people read them, the objecting one's own first."""
    def place(change: Change) -> tuple[bool, bool, str, str]:
        own = (change.official or change.unit) == subject
        return not own, not own and change.official is None, change.unit, change.official or ""

    return [
        [f"{c.unit_name}（{c.unit}）", f"{c.official_name}（{c.official}）" if c.official else "", c.label, *before_and_after(c.before, c.after)]
        for c in sorted(changes, key=place)
    ]


def changed_figures(results: Results, whose: Iterable[str]) -> tuple[list[int], list[list[str]]]:
    """The objections whose amendments stand in a round, and which figures of these units (their own) and officials they changed.

    Each row: unit code or official id, label, before, after; in the order of `whose`.
    """
    numbers = list(dict.fromkeys(a.objection for a in results.amendments if a.state == "applied"))
    rows = [[id, c.label, *before_and_after(c.before, c.after)] for id in whose for c in results.changes if (c.official or c.unit) == id]
    return numbers, rows


def upheld_lines(upheld: Upheld) -> list[str]:
    """What else is to be seen to once an objection is upheld: reminders, and the later rounds that rest on this one."""
    lines = [f"提醒：{upheld.done.notice}"] if upheld.done.notice else []
    lines += [f"提醒：{p.place + ' ' if p.place else ''}{p.message}{'；' + p.fix if p.fix else ''}" for p in upheld.problems]
    lines += [f"提醒：{field} 已按原值带入{'、'.join(p.label for p in periods)}下发的工作簿，请通知单位在那里更正"
              for field, periods in upheld.carried.items()]
    if upheld.stale:
        lines.append(f"以后各期的结果以本期为据，须依次重新计算：{'、'.join(p.label for p in upheld.stale)}")
    return lines


def before_and_after(before: Any, after: Any) -> tuple[str, str]:
    """At 2 decimals, or at 4 where two show no difference."""
    short = (said(as_shown(before), decimals=2), said(as_shown(after), decimals=2))
    return short if short[0] != short[1] else (said(before), said(after))


def amendment_note(amendments: Iterable[AmendedCell], name: Callable[[str], str]) -> str:
    """How many cells of a round stand as amended, and which amendments found no cell. name: of a unit by its code."""
    listed = list(amendments)
    applied = [a for a in listed if a.state == "applied"]
    lost = [a for a in listed if a.state == "lost"]
    numbers = "、".join(str(n) for n in dict.fromkeys(a.objection for a in applied))
    notes = [f"按成立的异议更正 {len(applied)} 处（第 {numbers} 号）"] if applied else []
    notes += [f"第 {a.objection} 号异议的更正没有用上：{name(a.unit) or a.unit}“{a.label}”{a.why}" for a in lost]
    return "；".join(notes)
