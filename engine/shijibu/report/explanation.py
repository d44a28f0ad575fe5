"""Why: each step from input to result, with the rule ids, for a unit or an official."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shijibu.errors import ShijibuError
from shijibu.figures.evaluation import Evaluation, Scope
from shijibu.figures.steps import OTHERS, Step, SubjectKind, to_json, to_text
from shijibu.figures.trace import NO_BOOK, OTHERWISE, Tracer
from shijibu.language.evidence import Whose
from shijibu.report.first_line import first_line
from shijibu.report.objections import changed_figures
from shijibu.report.proposals import proposal_state
from shijibu.report.sentences import place_of, reasons_of, whose
from shijibu.rounds.decided import DecidedRound
from shijibu.rounds.results import Results, TextPlace
from shijibu.scheme.binding import binding_of
from shijibu.scheme.outcomes import Figure, Penalty
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Unit
from shijibu.spreadsheet.names import Directory
from shijibu.spreadsheet.wording import MISSING, NO_CARD, NOTHING

Sheets = Mapping[str, Mapping[str, str | None]]
_MOST_SIMILAR = 20


class UnknownSubject(ShijibuError, LookupError):
    """No unit and no official of that code or name, or several; the text says which there are."""


def find_subject(evaluation: Evaluation, text: str) -> tuple[SubjectKind, str]:
    """The unit or official that a person means by a code, an id or a name. Raises UnknownSubject."""
    roster = evaluation.roster
    for among in (roster.called, lambda _: (roster.units, roster.officials)):  # who is called how was kept as the program likened names then
        called = among(text)
        units, officials = _directories(*called)
        if (code := units.by_code(text)) is not None:
            return "unit", code
        if (id := officials.by_code(text)) is not None:
            return "official", id
        meant: list[tuple[SubjectKind, str]] = [("unit", c) for c in units.by_name(text)]
        meant += [("official", i) for i in officials.by_name(text)]
        if len(meant) == 1:
            return meant[0]
        if meant:
            names = {u.code: u.name for u in called[0]} | {o.id: f"{o.name}（{_unit_name(evaluation, o.unit)}）" for o in called[1]}
            raise UnknownSubject(f"名册中叫“{text}”的不止一个，请用编号：{'、'.join(f'{id} {names[id]}' for _, id in meant)}")
    suggested = [s for s in dict.fromkeys((units.near(text), officials.near(text))) if s]
    raise UnknownSubject(f"名册中没有编号或名称为“{text}”的单位或干部" + (f"，是不是：{'、'.join(suggested)}？" if suggested else ""))


def _directories(units: Iterable[Unit], officials: Iterable[Official]) -> tuple[Directory, Directory]:
    return Directory((u.code, u.name) for u in units), Directory((o.id, o.name) for o in officials)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the results of a unit or an official are what they are: every step from the cells that were filled in, with the rules' ids."""

    kind: SubjectKind
    id: str
    period: Period
    steps: list[Step]
    title: str = ""
    """What it is about, where that is one figure."""

    def to_json(self) -> list[dict[str, Any]]:
        """Every step as programs read it."""
        return to_json(self.steps)

    def to_text(self) -> str:
        """The steps as indented lines."""
        return to_text(self.steps)


def explain(decided: DecidedRound, subject: str) -> Explanation:
    """The steps for the unit or official that a code, an id or a name means; the round's notice first. Raises UnknownSubject."""
    kind, id = find_subject(decided.evaluation, subject)
    evaluation = decided.evaluation_about(kind, id)
    steps = (explain_unit if kind == "unit" else explain_official)(evaluation, id, sheets=decided.sheets, results=decided.results)
    say_decided(steps, decided, id)
    notice = [Step("note", f"注意：{decided.notice}")] if decided.notice else []
    return Explanation(kind, id, decided.period, [*notice, *steps])


def say_decided(steps: list[Step], decided: DecidedRound, id: str) -> None:
    """What people decided of the lists that somebody is on, and of the values that are proposed; the office's reasons stay with it."""
    own = {c.proposal.what: proposal_state(c) for c in decided.considered(of=id) if c.proposal.subject == id and not c.lapsed}
    for step in (part for section in steps for part in section.parts):
        what = step.id if step.kind == "list" else f"{step.id.replace('.', 's.', 1)}" if step.kind == "figure" else ""
        if what in own:
            step.note = f"{step.note}；{own[what]}" if step.note else own[what]


def explain_unit(evaluation: Evaluation, code: str, *, sheets: Sheets | None = None, results: Results | None = None) -> list[Step]:
    """Every figure that results or report show of a unit, its course, its deductions and the lists that it is on."""
    unit = evaluation.roster.unit(code)
    if unit is None:
        raise UnknownSubject(f"名册中没有编码为“{code}”的单位")
    tracer = Tracer(evaluation, {} if sheets is None else sheets, amended_cells(results))
    head = unit_head(evaluation, unit, results)
    asked = [f for f in evaluation.scheme.unit_figures if f.result or f.show]
    figures = Step("section", "结果由来")
    if unit.code in evaluation.books:
        figures.parts = [tracer.unit(code, f) for f in asked]
    else:
        figures.parts = _without_book([tracer.unit(code, f) for f in asked if evaluation.computes(f, code)])
    ties = _ties(evaluation, unit, results)
    similar = _similar(evaluation, unit, results)
    amended = _changed(results, {unit.code: unit.name})
    lost, lists = deductions(evaluation, tracer, unit), lists_section(evaluation, unit)
    head.parts = first_line(evaluation, "unit", asked, figures.parts)
    return _saying([head, amended, figures, ties, _course(evaluation, unit), *lost, lists, *similar])


def explain_official(evaluation: Evaluation, id: str, *, sheets: Sheets | None = None, results: Results | None = None) -> list[Step]:
    """Every figure of an official, what was judged of his or her row, the reasons, the lists and the course of the rounds."""
    scheme, official = evaluation.scheme, evaluation.roster.official(id)
    if official is None:
        raise UnknownSubject(f"名册中没有编号为“{id}”的干部")
    unit = evaluation.roster.unit(official.unit)
    assert unit is not None
    tracer = Tracer(evaluation, {} if sheets is None else sheets, amended_cells(results))
    head = official_head(evaluation, official, results)
    figures = Step("section", "结果由来")
    similar = _similar(evaluation, official, results)
    amended = _changed(results, {unit.code: unit.name, official.id: official.name})
    asked = [f for f in scheme.official_figures if f.result or f.show]
    if unit.code not in evaluation.books:
        figures.parts = _without_book([tracer.official(id, f) for f in asked if evaluation.computes(f, unit.code)])
        return _saying([head, amended, figures, lists_section(evaluation, official), _own_course(evaluation, official), _course(evaluation, unit),
                      *deductions(evaluation, tracer, unit), *similar])
    figures.parts = [tracer.official(id, f) for f in asked]
    figures.parts += _verdicts(evaluation, tracer, official)
    scope = Scope(official.unit, official=id)
    reasons = Step("section", "理由", parts=[
        Step("reason", evaluation.fill(r.text, scope), rules=(r.rule,)) for r in scheme.reasons if r.when is None or evaluation.true(r.when, scope)
    ])
    head.parts = first_line(evaluation, "official", asked, figures.parts)
    return _saying([head, amended, figures, reasons, _ties(evaluation, official, results), lists_section(evaluation, official),
                  _own_course(evaluation, official), _course(evaluation, unit), *deductions(evaluation, tracer, unit), *similar])


def unit_head(evaluation: Evaluation, unit: Unit, results: Results | None) -> Step:
    """Of which unit an explanation is, of which period, and what became of its return."""
    return Step("section", f"{unit.name}（{unit.code}）", note=f" {evaluation.period.label}{_returned(evaluation, unit.code, results)}")


def official_head(evaluation: Evaluation, official: Official, results: Results | None) -> Step:
    """Of which official an explanation is, of which period, and what became of the unit's return."""
    post = f"{_unit_name(evaluation, official.unit)} {official.post}{'' if official.team else '（不在班子）'}"
    note = f" {post} {evaluation.period.label}{_returned(evaluation, official.unit, results)}"
    return Step("section", f"{official.name}（{official.id}）", note=note)


def amended_cells(results: Results | None) -> list[dict[str, Any]]:
    """The cells that upheld objections changed, as a trace takes them."""
    return [a.model_dump() for a in results.amendments] if results else []


def _without_book(figures: list[Step]) -> list[Step]:
    """What there is of somebody whose unit's workbook is not in hand: that it is not, and the figures that do not come from it."""
    given = [f for f in figures if f.value not in (None, "", [])]
    return [Step("note", OTHERWISE if given else NO_BOOK), *given]


def _saying(sections: list[Step]) -> list[Step]:
    """The head, and those sections that say something."""
    return [s for i, s in enumerate(sections) if i == 0 or s.parts]


def _unit_name(evaluation: Evaluation, code: str) -> str:
    unit = evaluation.roster.unit(code)
    return unit.name if unit else code


def _returned(evaluation: Evaluation, code: str, results: Results | None) -> str:
    """未报, 退回, 迟报, where it is so."""
    if results is None:
        return ""
    late = "；迟报" if code in results.late else ""
    if code in results.missing:
        return f"；{MISSING}"
    rejected = [r for r in results.rejected if r.unit == code]
    if rejected and code not in evaluation.books:
        return f"；退回：{'、'.join(r.path for r in rejected)}{late}"
    return late


def _changed(results: Results | None, whose: Mapping[str, str]) -> Step:
    """The figures of a unit or an official that upheld objections changed, whoever objected. whose: code or id -> name."""
    numbers, rows = changed_figures(results, whose) if results else ([], [])
    section = Step("section", "异议更正前后", parts=[Step("note", f"{whose[id]} {label}：{before} → {after}") for id, label, before, after in rows])
    section.note = f" 第 {'、'.join(map(str, numbers))} 号异议成立，填报已更正"
    return section


def _verdicts(evaluation: Evaluation, tracer: Tracer, official: Official) -> list[Step]:
    """The columns of a team's table that judge the official's own row, such as cap and quota of a star."""
    out = []
    for table in (t for w in evaluation.scheme.workbooks for t in w.tables_of(evaluation.period.round) if t.of_people and t.hint_when):
        holder, rows = evaluation.rows_behind(table.id, Scope(official.unit, official=official.id))
        columns = [c for id in table.hint_when if (c := table.column(id)) is not None]
        out += [tracer.cell(Scope(holder, table=table.id, row=row.index), column.id) for row in rows for column in columns]
    return out


def lists_section(evaluation: Evaluation, one: Official | Unit, *, only: str | None = None) -> Step:
    """The lists that somebody is on, with the condition and the reasons. only: of the list of that id."""
    section = Step("section", "列入名单")
    of, code = ("officials", one.unit) if isinstance(one, Official) else ("units", one.code)
    scope = Scope(code, official=one.id) if isinstance(one, Official) else Scope(code)
    whose: Whose = "official" if isinstance(one, Official) else "unit"
    rules = [r for r in evaluation.scheme.lists if r.of == of and evaluation.computes(r, code) and only in (None, r.id)]
    for rule in rules:
        if evaluation.true(rule.when, scope):
            reasons = [Step("reason", text, rules=(id,)) for id, text in reasons_of(evaluation, rule, one)]
            says = binding_of(evaluation.scheme).node(rule.when, whose).phrase(whose)
            section.parts.append(Step("list", rule.title, id=f"lists.{rule.id}", rules=(rule.rule,), says=says, parts=reasons))
    if rules and not section.parts:
        section.parts.append(Step("note", "没有列入任何名单" if only is None else f"没有列入{rules[0].title}"))
    return section


def _ties(evaluation: Evaluation, one: Official | Unit, results: Results | None) -> Step:
    """The open ties that concern somebody: who stands level, for a person to settle."""
    section = Step("section", "并列待定")
    for tie in results.ties if results else []:
        if one.id in tie.officials if isinstance(one, Official) else one.code == tie.unit:
            level = [f"{o.name}（{o.id}）" for id in tie.officials if (o := evaluation.roster.official(id)) is not None]
            section.parts.append(Step("note", f"{'、'.join(level)}末位并列，无法分出先后，须由人决定", rules=(tie.rule,), about=OTHERS))
    return section


def _similar(evaluation: Evaluation, one: Official | Unit, results: Results | None) -> list[Step]:
    """Texts of somebody that say nearly the same as others: both places, for a person to judge."""
    sections = []

    def own(place: TextPlace) -> bool:
        return place.official == one.id if isinstance(one, Official) else place.unit == one.code

    for rule in evaluation.scheme.similar:
        pairs = [p for p in (results.similar if results else None) or () if p.id == rule.id and (own(p.first) or own(p.second))]
        section = Step("section", rule.title)
        for pair in pairs[:_MOST_SIMILAR]:
            its, other = (pair.first, pair.second) if own(pair.first) else (pair.second, pair.first)
            said = f"与{_where(evaluation, other)}“{other.text}”相似度 {pair.similarity:.2f}，由人核查认定"
            section.parts.append(Step("reason", f"{_where(evaluation, its)}“{its.text}”", rules=(rule.rule,), note=said, about=OTHERS))
        if len(pairs) > _MOST_SIMILAR:
            section.parts.append(Step("note", f"另有 {len(pairs) - _MOST_SIMILAR} 对，见报告“{rule.title}”表", rules=(rule.rule,)))
        sections.append(section)
    return sections


def _where(evaluation: Evaluation, place: TextPlace) -> str:
    """Period, whose, and the cell of a text."""
    period = Period.parse(place.period, evaluation.scheme.cadence).label
    return f"{period}{_unit_name(evaluation, place.unit)}{whose(evaluation.roster, place)}（{place_of(place)}）"


def _course(evaluation: Evaluation, unit: Unit) -> Step:
    """The unit's cards, round by round: each stays in the history of its own round."""
    report, scheme = evaluation.scheme.report, evaluation.scheme
    figures = [f for id in (report.trend, report.cards) if id and (f := scheme.unit_figure(id)) is not None]
    section = Step("section", f"{unit.name}各轮")
    for past in evaluation.past:
        section.parts.append(round_row(past.period, figures, past.units.get(unit.code), card=report.cards))
    own = {f.id: evaluation.unit(unit.code, f.id) for f in figures} if unit.code in evaluation.books else None
    section.parts.append(round_row(evaluation.period, figures, own, card=report.cards))
    return section if figures else Step("section", "")


def _own_course(evaluation: Evaluation, official: Official) -> Step:
    """The official's own results, round by round."""
    figures = [f for f in evaluation.scheme.official_figures if f.result]
    section = Step("section", f"{official.name}各轮")
    for past in evaluation.past:
        section.parts.append(round_row(past.period, figures, past.officials.get(official.id)))
    own = {f.id: evaluation.official(official.id, f.id) for f in figures} if official.unit in evaluation.books else None
    section.parts.append(round_row(evaluation.period, figures, own))
    return section


def round_row(period: Period, figures: list[Figure], own: Mapping[str, Any] | None, *, card: str | None = None) -> Step:
    """A round in the course of the rounds; own: the figures that there are of it, None for none; card: the figure that is one."""
    if own is None or (figures and not any(f.id in own for f in figures)):
        return Step("row", period.label, note="没有接收到工作簿")
    asked = [f for f in figures if f.rounds is None or period.round in f.rounds]
    # That there was no card is told; of the other figures only those that there are.
    given = [f for f in asked if f.colours or own.get(f.id) not in (None, "")]
    cells = [Step("cell", f.label.removeprefix("本轮"), own.get(f.id), f.id, nothing=NO_CARD if f.id == card else NOTHING) for f in given]
    return Step("row", period.label, parts=cells, note="" if cells else "没有数据")


def deductions(evaluation: Evaluation, tracer: Tracer, unit: Unit, *, only: str | None = None) -> list[Step]:
    """What the unit lost because of others, and whom its own figures cost points, with the causes as far as this round shows them. only: of
    the deduction of that id."""
    out = []
    for penalty in (p for p in evaluation.scheme.penalties if only in (None, p.id)):
        lost = [p for p in evaluation.penalties(unit.code) if p["penalty"] == penalty.id]
        paid = Step("section", f"{unit.name}本年{penalty.title}")
        for step, p in zip(tracer.penalties(unit.code, penalty.id) if lost else [], lost, strict=True):
            # Why it was this unit that paid is seen from the rows of the cause, which are at hand for this round only.
            causes = _causes(evaluation, penalty, p["source"], unit) if p["period"] == str(evaluation.period) else []
            step.note = "；".join([f"起因单位 {_unit_name(evaluation, p['source'])}", *causes])
            paid.parts.append(step)
        caused = Step("section", f"{unit.name}本轮引起的{penalty.title}")
        for payer, entries in sorted(evaluation.new_penalties().items()):
            for p in entries:
                payer_unit = evaluation.roster.unit(payer)
                if p["source"] == unit.code and p["penalty"] == penalty.id and payer_unit is not None:
                    causes = _causes(evaluation, penalty, unit.code, payer_unit)
                    caused.parts.append(Step("penalty", f"{payer_unit.name}（{payer}）", p["points"], f"penalties.{penalty.id}",
                                             rules=(p["rule"],), origin=tracer.round_of(p["period"]), note="；".join(causes)))
        out += [paid, caused]
    return out


def _causes(evaluation: Evaluation, penalty: Penalty, source: str, payer: Unit) -> list[str]:
    """By which way a unit came to pay: linked in the roster, or named in a row."""
    tracer, out = Tracer(evaluation, {}), []
    for target in penalty.to:
        if target.links and source in payer.links:
            out.append(f"{evaluation.scheme.roster.link_heading}中有 {source}")
        table = evaluation.scheme.table(target.table or "")
        column = table.column(target.column or "") if table else None
        for row in evaluation.rows(source, target.table) if table and column and target.table else []:
            named = payer.code in str(row.values.get(column.id) or "").split(";")  # type: ignore[union-attr]
            at = Scope(source, table=target.table, row=row.index)
            if named and (target.where is None or evaluation.true(target.where, at)):
                out.append(f"{tracer.rows.label(table, at)}的{column.label}")  # type: ignore[arg-type,union-attr]
    return out
