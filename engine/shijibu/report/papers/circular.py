"""通报: to the units, what the round came to, who is missing, and what is asked of whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from shijibu.report.headlines import results_said, returns_said
from shijibu.report.papers.draft import Draft, ending, numbered, results_attached, title_of
from shijibu.report.published import published_figures, published_kinds
from shijibu.report.reported_round import ReportedRound
from shijibu.spreadsheet.wording import JOINT, MISSING, NO_CARD, TO_FILL_IN, day_said

_ALL = 10_000  # a unit that is spoken of is named


def circular(reported: ReportedRound, *, dated: date | None = None) -> Draft:
    """Of units only; it names nobody. Without a day it is to be filled in when it is signed."""
    scheme, due = reported.scheme, reported.deadline
    attached = results_attached(published_kinds(reported), [f.label for f in published_figures(reported)], [])
    body = numbered([
        ("报送情况", [(f"报送截止日为{day_said(due)}。" if due else "") + returns_said(reported, _ALL, own=False)]),
        ("考评结果", [results_said(reported, _ALL), "各单位的考评结果见附件。" if attached else ""]),
        ("有关要求", list(_asked(reported))),
    ])
    return Draft(
        title_of(reported, "情况的通报"), "各有关单位：", [f"{reported.period.label}{scheme.name}已经汇总，现将有关情况通报如下。", *body],
        f"{reported.period.label}考评结果", attached, ending(reported, dated),
    )


def _asked(reported: ReportedRound) -> Iterator[str]:
    own = reported.scheme.county_name
    missing = [code for code in reported.results.missing if not own(code)]
    rejected = [code for code in sorted(reported.rejected_units) if not own(code)]
    receives = reported.scheme.receives
    if missing:
        yield f"{MISSING}的{_names(reported, missing)}，请尽快填好工作簿，交{receives}。"
    if rejected:
        yield f"报送有误的{_names(reported, rejected)}，请按退回回执改正后重新报送。"
    card = reported.card_figure
    if card is not None:
        warned = [label for label, colour in card.colours.items() if label != NO_CARD and colour in ("red", "yellow")
                  and any(u.get(card.id) == label for u in reported.figures.units.values())]
        if warned:
            yield f"亮{JOINT.join(warned)}的单位，请对照工作簿逐项查找原因，加快进度。"
    phone = reported.scheme.contact and reported.scheme.contact.phone
    yield f"对结果有异议的，请向{receives}反映。"
    yield f"联系电话：{phone or TO_FILL_IN}"  # a blank to fill in stays on one line


def _names(reported: ReportedRound, codes: Iterable[str]) -> str:
    return JOINT.join(reported.unit_name(code) or code for code in codes)
