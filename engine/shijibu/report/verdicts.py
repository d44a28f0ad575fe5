"""What becomes of files that were checked, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from shijibu.checks.checked import Checked
from shijibu.rounds.sorting import Sorted, is_foreign
from shijibu.spreadsheet.severity import SEVERITIES, SEVERITY_LABELS

TAKEN, RETURNED, SKIPPED = "可以接收", "退回", "跳过"


def verdict(file: Checked) -> str:
    """What becomes of a file."""
    return SKIPPED if file.ignored else TAKEN if file.accepted else RETURNED


def verdicts_said(files: Sequence[Checked]) -> str:
    """How many files can be taken, and how many problems of each severity they have, in one line."""
    states, problems = Counter(map(verdict, files)), [p for f in files for p in f.problems]
    counts = {SEVERITY_LABELS[s]: sum(p.count for p in problems if p.severity == s) for s in SEVERITIES}
    told = "，".join(f"{s} {states[s]}" for s in (TAKEN, RETURNED, SKIPPED) if s != SKIPPED or states[s])
    return f"共 {len(files)} 个文件：{told}；" + "，".join(f"{label} {n} 处" for label, n in counts.items())


def signatures_said(files: Sequence[Checked], ledger: str) -> str:
    """Where no signature holds, it is rather the ledger that is another one than every return a forgery; empty where one holds."""
    signed = [c for c in files if c.unit is not None and not c.ignored]
    if not signed or not all(any(p.code == "identity.signature" for p in c.problems) for c in signed):
        return ""
    return f"交回的工作簿没有一本签名相符：{ledger} 可能不是下发时的台账"


def foreign_said(files: Sorted) -> str:
    """Where files that were given are another round's, or another county's: it is rather the folder that is the wrong one, if all are. Empty
    where none is."""
    given = [*(f for unit, f in files.accepted.items() if unit not in files.kept), *files.rejected, *files.superseded]
    foreign = sum(map(is_foreign, given))
    if not foreign:
        return ""
    if foreign == sum(is_foreign(f) or f.unit is not None for f in given):  # beside them what is no workbook of ours at all
        return f"交来的 {foreign} 本工作簿都不是这一期的：可能选错了收件夹或期次，请核对后再汇总一次"
    return f"{foreign} 本工作簿是别的期次或别的考评的，没有计入"
