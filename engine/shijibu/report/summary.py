"""The round in a screenful on the terminal."""

from __future__ import annotations

from rich.table import Table

from shijibu.report.objections import amendment_note
from shijibu.report.proposals import counted
from shijibu.report.reported_round import CORRECTED, COUNTING, GIVEN, KEPT, ReportedRound
from shijibu.report.round_book.similar import left_out, not_compared, similar_pairs
from shijibu.report.round_book.uncomputed import TITLE, said
from shijibu.report.seal import head_said
from shijibu.report.write import ResultFiles
from shijibu.rounds.decided import DecidedRound
from shijibu.scheme.posting import posting
from shijibu.spreadsheet.severity import SEVERITIES, SEVERITY_LABELS
from shijibu.spreadsheet.wording import MISSING, NOTHING, figure_said, several
from shijibu.terminal import Terminal, styled

_FIRST = 8  # problems and names that are listed before "the rest is in the report"
_COLOURS = {"red": "red", "yellow": "yellow", "blue": "blue", "green": "green"}
_SEVERITY_LOOK = {"error": "bold red", "warning": "yellow", "notice": "dim"}


def print_summary(console: Terminal, decided: DecidedRound, files: ResultFiles | None = None) -> None:
    """Counts, cards, who leads and who trails, the lists, what to look at first, and where the report is."""
    reported = ReportedRound(decided)
    console.print(styled(f"{reported.scheme.name}　{reported.period.label}", style="bold"))
    _counts(console, reported)
    _cards(console, reported)
    _ends(console, reported)
    _lists(console, reported)
    _similar(console, reported)
    _problems(console, reported)
    _uncomputed(console, reported)
    stands = posting(reported.scheme, reported.period)
    if stands is not None:
        console.print(styled(stands.text, style="" if stands.last else "yellow"))
    if decided.clock:
        console.print(styled(decided.clock, style="bold yellow"))
    if decided.notice:
        console.print(styled(f"注意：{decided.notice}", style="yellow"))
    if decided.rule_changes:
        console.print(styled(f"本期的方案下发以后改过 {len(decided.rule_changes)} 次，见报告“方案更改”表", style="yellow"))
    if decided.head:
        console.print(styled(head_said(decided.head)), soft_wrap=True)
    if files is not None:
        for what, path in (("报告", files.report), ("公示", files.notice), ("简报", files.brief), ("结果", files.results)):
            console.print(styled(f"{what}：{path}"), soft_wrap=True)
        if files.papers:
            as_pdf = f"，另有 PDF {len(files.pdfs)} 份" if files.pdfs else ""
            console.print(styled(f"文稿：{several([p.name for p in files.papers])}，在同一文件夹{as_pdf}"), soft_wrap=True)


def _counts(console: Terminal, reported: ReportedRound) -> None:
    results = reported.results
    states = {s: len(reported.files_that_are(s)) for s in GIVEN}
    kept = f"（其中{KEPT} {len(results.kept)}）" if results.kept else ""
    corrected = f"、{CORRECTED} {len(results.corrected)}" if results.corrected else ""
    console.print(styled(
        f"工作簿：应报 {len(reported.issued)} = 接收 {len(reported.accepted_units)}{kept} + 退回 {len(reported.rejected_units)}"
        f" + {MISSING} {len(results.missing)}；其中迟报 {len(results.late)}{corrected}"
    ))
    console.print(styled(
        f"文件：收到 {sum(states.values())} = 接收 {states['accepted']} + 退回 {states['rejected']} + 已有更新 {states['superseded']}"
        f" + 临时文件 {states['ignored']}"
    ))
    before, back = sorted(reported.uncorrected), results.withdrawn
    listed = ((MISSING, results.missing, "red"), ("其中以前退回、没有更正", before, "red"), ("其中报送已撤回", back, "red"),
              ("退回", sorted(reported.rejected_units), "red"), ("迟报", results.late, "yellow"),
              (f"{CORRECTED}（截止日以前交过）", results.corrected, "yellow"), (f"{KEPT}以前接收的", results.kept, ""))
    for what, codes, style in listed:
        if codes:
            console.print(styled(f"{what}：{_few([reported.coded_name(c) for c in codes])}", style=style))


def _cards(console: Terminal, reported: ReportedRound) -> None:
    figure = reported.card_figure
    if figure is not None:
        line = styled(f"{figure.label}：")
        for label, n in reported.card_counts(reported.figures.units).items():
            line.append(f"{label} {n}　", style=_COLOURS[figure.colours[label]])
        console.print(line)


def _ends(console: Terminal, reported: ReportedRound) -> None:
    """The first three and the last of each kind."""
    report = reported.scheme.report
    figure = reported.scheme.unit_figure(report.rank_by or "")
    if figure is None:
        return
    table = Table(title=None, box=None, pad_edge=False, header_style="bold")
    for heading in ("类别", "前三", "末位"):
        table.add_column(heading)
    for kind in reported.scheme.roster.kinds:
        scored = [u for u in reported.ranking(kind) if reported.of_unit(u.code, report.rank_by) is not None]
        names = [f"{u.name} {figure_said(reported.of_unit(u.code, report.rank_by), figure.type)}" for u in scored]
        if any(u.kind == kind.id for u in reported.roster.units):
            table.add_row(styled(kind.label), styled(several(names[:3]) or NOTHING), styled(names[-1] if len(names) > 3 else ""))
    console.print(table)


def _lists(console: Terminal, reported: ReportedRound) -> None:
    for rule, listed in reported.listed():
        console.print(styled(f"{rule.title}：{len(listed)}" + (f"（{_few([o.name for o in listed])}）" if listed else "")))
    ties = [c.proposal.subject for c in reported.open_proposals.values() if c.proposal.kind == "tie" and c.state == "waiting"]
    if ties:
        console.print(styled(f"待定并列：{len(ties)} 处（{_few([reported.unit_name(code) for code in ties])}），须由人决定", style="yellow"))
    counts = counted(reported)
    if counts.all:
        console.print(styled(f"建议：共 {counts.all} 项，{counts.said}；用 shijibu confirm 记下决定", style="yellow" if counts.waiting else ""))
    amendments = amendment_note(reported.results.amendments, reported.unit_name)
    if amendments:
        console.print(styled(amendments, style="yellow"))


def _similar(console: Terminal, reported: ReportedRound) -> None:
    """How many pairs of texts a person has to judge."""
    for rule in reported.scheme.similar:
        pairs = len(similar_pairs(reported, rule)) + left_out(reported, rule)
        if pairs:
            console.print(styled(f"{rule.title}：{pairs} 对文字相似，见报告“{rule.title}”表，须由人认定", style="yellow"))
        for line in not_compared(reported, rule):
            console.print(styled(f"{rule.title}：{line}", style="yellow"))


def _problems(console: Terminal, reported: ReportedRound) -> None:
    """What is to be said of several returns of a unit, then errors first; only of files that count."""
    listed = [(f, p) for f in reported.files if f.state in COUNTING for p in f.problems]
    counts = {s: sum(p.count for _, p in listed if p.severity == s) for s in SEVERITIES}
    if not listed:
        return
    console.print(styled("问题：" + "，".join(f"{SEVERITY_LABELS[s]} {n}" for s, n in counts.items())))
    worth = sorted((pair for pair in listed if pair[1].severity != "notice"),
                   key=lambda pair: (not pair[1].code.startswith("return."), SEVERITIES.index(pair[1].severity)))
    for file, p in worth[:_FIRST]:
        place = "!".join(x for x in (p.sheet, p.cell) if x)
        who = reported.unit_name(file.unit) or file.path
        console.print(styled((f"  {SEVERITY_LABELS[p.severity]} {who} → {place + '：' if place else ''}{p.message}{'；' + p.fix if p.fix else ''}"),
                           style=_SEVERITY_LOOK[p.severity]))
    if len(worth) > _FIRST:
        console.print(styled(f"  另有 {sum(p.count for _, p in worth[_FIRST:])} 处，见报告“问题”表"))


def _uncomputed(console: Terminal, reported: ReportedRound) -> None:
    """Figures that are blank because of an error, not because somebody left something out."""
    failed = reported.evaluation.uncomputed
    if not failed:
        return
    console.print(styled(f"算不出的数：{len(failed)} 处因出错而空着，见报告“{TITLE}”表", style="bold red"))
    for entry in failed[:_FIRST]:
        console.print(styled(f"  {said(reported, entry)}", style="red"))


def _few(names: list[str]) -> str:
    return several(names, _FIRST)
