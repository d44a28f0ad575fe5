"""What came back: who is missing, and every problem of every file."""

from __future__ import annotations

from typing import Any

from shijibu.problems.problem import Problem
from shijibu.report.listed import Column
from shijibu.report.page import Listing
from shijibu.report.reported_round import CORRECTED, FILE_STATES, KEPT, LATE, ReportedRound
from shijibu.report.round_book.links import PROBLEMS, Links
from shijibu.report.round_book.people import STATE_COLOURS
from shijibu.report.sentences import kind_of
from shijibu.spreadsheet.number import NOISE
from shijibu.spreadsheet.severity import SEVERITIES, SEVERITY_COLOURS, SEVERITY_LABELS
from shijibu.spreadsheet.wording import MISSING, said

_COLOURS = {label: SEVERITY_COLOURS[severity] for severity, label in SEVERITY_LABELS.items()}


PROBLEM_COLUMNS = [
    Column("程度", middle=True, colours=_COLOURS), Column("工作表", most=14), Column("单元格", middle=True), Column("填报内容", most=20),
    Column("问题", most=44), Column("处理办法", most=36),
]


def problem_cells(problem: Problem) -> list[Any]:
    """A problem in these columns."""
    value = said(problem.value, decimals=NOISE, nothing="")
    return [SEVERITY_LABELS[problem.severity], problem.sheet, problem.cell, value, problem.message, problem.fix]


def missing_list(reported: ReportedRound) -> Listing:
    """Units without a return, with rejected ones only, late or corrected late; rejected files that name no unit; who was taken before."""
    results = reported.results
    columns = [
        Column("单位编码", middle=True), Column("单位", most=24), Column("类别", middle=True),
        Column("情况", middle=True, colours=STATE_COLOURS), Column("说明", most=70),
    ]
    rows: list[list[Any]] = []
    first = {*results.missing, *results.late, *results.corrected, *reported.rejected_units}
    kept = [code for code in results.kept if code not in first]

    names = Links(reported)

    def add(code: str) -> None:
        whose = reported.code_cell(code), names.problems(code), reported.kind_label(code)
        rows.append([*whose, reported.state_of(code), _what_became(reported, code)])

    for code in sorted(first):
        add(code)
    strangers = [r for r in results.rejected if r.unit is None or r.unit not in reported.issued]
    for rejected in strangers:
        rows.append([rejected.unit or "", "", "", "已退回", f"{rejected.path}：{'认不出单位' if rejected.unit is None else '不在下发之列'}"])
    for code in kept:
        add(code)
    deadline = f"截止日 {reported.deadline.isoformat()}" if reported.deadline else ""
    counts = (f"{MISSING} {len(results.missing)}，退回 {len(reported.rejected_units)}，迟报 {len(results.late)}"
              + "".join(f"，{label} {len(units)}" for label, units in ((CORRECTED, results.corrected), (KEPT, results.kept)) if units)
              + (f"，另有 {len(strangers)} 个文件认不出单位或不在下发之列" if strangers else ""))
    note = "；".join(t for t in (counts, deadline) if t)
    return Listing(MISSING, f"{reported.period.label}{MISSING}、退回和迟报", columns, rows, note=note, frozen=2)


def _what_became(reported: ReportedRound, code: str) -> str:
    """What became of a unit's return, in words."""
    results = reported.results
    missing = code in results.missing
    if code in results.withdrawn:
        return "报送已撤回，等待重新交回"
    if missing and code not in reported.uncorrected:
        return "没有收到工作簿"
    files = [f for f in reported.files_of_unit.get(code, []) if f.state == ("rejected before" if missing else "rejected")]
    errors = sum(p.count for f in files for p in f.problems if p.severity == "error")
    if files:
        paths = "、".join(f.path for f in files)
        return f"{paths}：{'以前' if missing else ''}{errors} 处错误，{'退回后没有更正，' if missing else ''}详见“问题”表"
    said = [f"{label}，已计入结果" for label, units in ((LATE, results.late), ("截止日以前交过，截止后更正", results.corrected)) if code in units]
    if code in results.kept:
        said.append("沿用以前接收的 " + "、".join(f.path for f in reported.files_of_unit.get(code, []) if f.state == "kept"))
    return "；".join(said)


def problems_list(reported: ReportedRound) -> Listing:
    """Every problem of every file, the worst first within a file."""
    columns = [Column("文件", most=30), Column("单位编码", middle=True), Column("单位", most=16), Column("处理", middle=True), *PROBLEM_COLUMNS,
               Column("种类", most=22)]
    rows: list[list[Any]] = []
    counts, names = dict.fromkeys(SEVERITIES, 0), Links(reported)
    for file in reported.files:
        for p in sorted(file.problems, key=lambda p: SEVERITIES.index(p.severity)):
            counts[p.severity] += p.count
            whose = reported.code_cell(file.unit), names.unit(file.unit)
            rows.append([file.path, *whose, FILE_STATES[file.state], *problem_cells(p), kind_of(reported.scheme, p.code)])
    note = "，".join(f"{SEVERITY_LABELS[s]} {n}" for s, n in counts.items())
    return Listing(PROBLEMS, f"{reported.period.label}检查发现的问题", columns, rows, note=note, frozen=1)
