"""A draft as a scheme workbook: before all else what has to be decided, then what was guessed and why, each beside its cell."""

from __future__ import annotations

from shijibu.scheme_book.contents import Contents, columns, contents
from shijibu.scheme_book.draw import BASIC, HEADER, ListedRemark, Listing, Mark, drawn
from shijibu.scheme_book.parts import basics, part
from shijibu.scheme_draft.draft import Draft, Remark, Where

SHEET = "起草说明"
_ABOUT = "黄底的是要您定的，其余是照原表猜的和为什么。改好以后这一页不必删；用 shijibu scheme check 检查，再 scheme import。"


def draft_book(draft: Draft) -> bytes:
    """The workbook. The same draft gives the same bytes."""
    written = contents(draft.scheme)
    asks = [_listed(written, r) for r in draft.remarks if r.asks]
    guesses = [_listed(written, r) for r in draft.remarks if not r.asks]
    title = f"照原表起草的方案：{len(asks)} 处要您定，{len(guesses)} 处是猜的"
    return drawn(written, Listing(SHEET, title, _ABOUT, ("在哪里", "要定什么、为什么这样猜"), [*asks, *guesses]))


def _listed(written: Contents, remark: Remark) -> ListedRemark:
    where = f"原表 {remark.form}" if remark.form else f"{remark.where.sheet}" if remark.where else "全表"
    return ListedRemark(where, remark.what, _mark(written, remark.where) if remark.where else None, "yellow" if remark.asks else None)


def _mark(written: Contents, where: Where) -> Mark | None:
    """The cell in the drawn workbook."""
    if where.sheet == BASIC:
        line = next((n for n, place in enumerate(basics()) if place.label == where.label), None)
        return (BASIC, HEADER + line + 1, 2) if line is not None else None
    labels = [place.label for place in columns(part(where.sheet))]
    if where.label not in labels or where.line >= len(written.parts[where.sheet]):
        return None
    return where.sheet, HEADER + where.line + 1, labels.index(where.label) + 1
