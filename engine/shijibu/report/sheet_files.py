"""What came back: who is missing, and every problem of every file."""

from __future__ import annotations

from typing import Any

from shijibu.report.material import FILE_STATES, LATE, SEVERITIES, Material
from shijibu.report.page import Column, ReportBook
from shijibu.report.sheet_people import STATE_COLOURS

_SEVERITY_COLOURS = {"错误": "red", "警告": "yellow", "提示": "blue"}
_ORDER = list(SEVERITIES)


def missing_sheet(book: ReportBook, material: Material) -> None:
    """Units without a return, with rejected ones only, or late; then rejected files that name no unit."""
    results = material.results
    columns = [
        Column("单位编码", middle=True), Column("单位", most=24), Column("类别", middle=True),
        Column("情况", middle=True, colours=STATE_COLOURS), Column("说明", most=70),
    ]
    rows: list[list[Any]] = []
    for code in sorted({*results["missing"], *results["late"], *material.rejected_units}):
        rows.append([code, material.unit_name(code), material.kind_label(code), material.state_of(code), _told(material, code)])
    strangers = [r for r in results["rejected"] if r["unit"] is None or r["unit"] not in material.issued]
    for rejected in strangers:
        rows.append([rejected["unit"] or "", "", "", "已退回", f"{rejected['path']}：{'认不出单位' if rejected['unit'] is None else '不在下发之列'}"])
    deadline = f"截止日 {material.deadline.isoformat()}" if material.deadline else ""
    counts = (f"未报 {len(results['missing'])}，退回 {len(material.rejected_units)}，迟报 {len(results['late'])}"
              + (f"，另有 {len(strangers)} 个文件认不出单位或不在下发之列" if strangers else ""))
    book.list("未报", f"{material.period.label}未报、退回和迟报", columns, rows, note="；".join(t for t in (counts, deadline) if t), frozen=2)


def _told(material: Material, code: str) -> str:
    if code in material.results["missing"]:
        return "没有收到工作簿"
    files = [f for f in material.files if f.unit == code and f.state == "rejected"]
    errors = sum(p.count for f in files for p in f.problems if p.severity == "error")
    told = [f"{f.path}" for f in files]
    if told:
        return f"{'、'.join(told)}：{errors} 处错误，详见“问题”表"
    return f"{LATE}，已计入结果" if code in material.results["late"] else ""


def problems_sheet(book: ReportBook, material: Material) -> None:
    """Every problem of every file, the worst first within a file."""
    columns = [
        Column("文件", most=30), Column("单位编码", middle=True), Column("单位", most=16), Column("处理", middle=True),
        Column("程度", middle=True, colours=_SEVERITY_COLOURS), Column("工作表", most=14), Column("单元格", middle=True),
        Column("填报内容", most=20), Column("问题", most=44), Column("处理办法", most=36), Column("代码", most=22),
    ]
    rows: list[list[Any]] = []
    counts = dict.fromkeys(SEVERITIES, 0)
    for file in material.files:
        for p in sorted(file.problems, key=lambda p: _ORDER.index(p.severity)):
            counts[p.severity] += p.count
            value = f"{p.value:.15g}" if isinstance(p.value, float) else None if p.value is None else str(p.value)
            rows.append([file.path, file.unit, material.unit_name(file.unit), FILE_STATES[file.state], SEVERITIES[p.severity], p.sheet, p.cell, value,
                         p.message, p.fix, p.code])
    note = "，".join(f"{SEVERITIES[s]} {n}" for s, n in counts.items())
    book.list("问题", f"{material.period.label}检查发现的问题", columns, rows, note=note, frozen=1)
