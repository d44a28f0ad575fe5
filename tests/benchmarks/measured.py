"""What Shijibu is to be measured by, what a run of the benchmarks measured of it, and the page that says both."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Goal:
    """at_first: what it was when the goal was set; None where nobody had measured it. most: what it may be at the most."""

    key: str
    work: str
    against: str
    at_first: float | None
    most: float


GOALS = (
    Goal("read", "our reader on returns as we issue them: values, types, formulas, error cells, names, notes", "calamine, values alone", 4.4, 1.5),
    Goal("read.saved", "the same on returns that LibreOffice saved", "calamine", None, 1.5),
    Goal("check", "`check_file` in process, returns as we issue them", "calamine", 7.3, 3),
    Goal("check.saved", "the same on returns that LibreOffice saved", "calamine", None, 3),
    Goal("consolidate", "`consolidate` in process, one worker, returns as we issue them: read, check, compute, ledger",
         "calamine reading every sheet", 13.7, 4),
    Goal("consolidate.command", "`consolidate` of the larger county's returns, which LibreOffice saved, one worker, whole process",
         "calamine reading every sheet", None, 4),
    Goal("workers", "two workers, by the clock, the larger county's returns, whole process", "one worker", 0.67, 0.56),
    Goal("scheduler", "`--scheduler`, a local dask cluster of two worker processes, by the clock, the larger county's returns",
         "two workers", 1.3, 1.1),
    Goal("scheduler.few", "the same, the smaller county's returns, of whose time the start is more", "two workers", None, 1.1),
    Goal("memory", "memory of the largest process, the larger county's returns", "the smaller county's", None, 1.2),
    Goal("explain", "`explain` of one official of the larger county, whole process", "`shijibu --help`", None, 2),
    Goal("issue", "`issue`, a workbook of the larger county, its masters drawn", "one openpyxl load and save", None, 0.033),
    Goal("report", "report.xlsx of 20,000 officials, the larger county's units several times over, in a process of its own as by the command",
         "XlsxWriter writing the same cells, without looks and links, in another", None, 1.3),
    Goal("demo", "the demo's year, from roster to report", "calamine reading its returned workbooks", 47, 24),
    Goal("logs", "a month of Tongxiang's daily logs checked and consolidated", "calamine", 15, 3),
    Goal("help", "`shijibu --help`", "`python -c pass`", 45, 8),
    Goal("check.command", "`shijibu check` of one workbook, whole process", "python importing calamine and pydantic", None, 2),
    Goal("simulate", "`simulate` of a decided round", "consolidating it", None, 0.2),
)
NOT_MEASURED = ("memory of 20,000 returns in one county", "the whole year of Tongxiang's logs")
PAGE = os.environ.get("SHIJIBU_BENCH_PAGE")
"""Where the page is to be written; `make bench` writes docs/performance.md."""
UNITS = os.environ.get("SHIJIBU_BENCH_UNITS", "a few")
MANY = os.environ.get("SHIJIBU_BENCH_MANY", f"{4 * int(UNITS)}" if UNITS.isdecimal() else "a few more")
FEW = f"{max(int(UNITS), int(MANY) // 5)}" if UNITS.isdecimal() else UNITS
"""How many returns the county has with which the larger one is compared."""
_RATIOS: dict[str, float] = {}
_PLAN: list[str] = []
_PLAN_HEAD = "## A province's year\n"


def measured(key: str, ratio: float) -> str:
    """Takes a ratio into the page; it as people read it."""
    assert any(goal.key == key for goal in GOALS)
    _RATIOS[key] = ratio
    return _shown(ratio)


def page() -> str:
    """docs/performance.md as this run has measured."""
    rows = []
    for goal in GOALS:
        ratio = _RATIOS.get(goal.key)
        state = "not in this run" if ratio is None else "met" if ratio <= goal.most else "not met"
        first, now = ("?" if goal.at_first is None else _shown(goal.at_first)), ("" if ratio is None else _shown(ratio))
        rows.append(f"| {goal.work} | {goal.against} | {first} | {now} | <= {_shown(goal.most)} | {state} |")
    return "\n".join((
        "# Speed", "",
        f"Written by `make bench MANY={MANY}` (tests/benchmarks/measured.py), not by hand. Each figure is a ratio within one run: the least of",
        "several times of the work, over the least of several of the peer on the same files. What is compared is taken in turns, in the processor's",
        f"time. No test asserts a time. This run: {UNITS} returns; {MANY} in the larger county, {FEW} in the smaller one.", "",
        "| work | against | at first | now | goal | |", "| --- | --- | --- | --- | --- | --- |", *rows, "",
        "A return's cells have grown since the goals were set: a large Deqing return has 7,400 cells, of which 4,200 hold something and 3,500 a",
        "formula. Its formulas took 2.2 MB of 2.6 MB of XML. Now a column's formula is written once and shared by the cells below, and what asked",
        "another sheet asks it by name, which Excel can share: 0.3 MB of 0.7 MB, a file of 99 KB instead of 218 KB. Calamine, which passes over",
        "formulas, gained more by that than we did, 1.8 times, so that the ratios to it rose while the work fell: of what calamine took for the",
        "same return before, reading takes 2.0 instead of 4.2, `check_file` 3.1 instead of 6.9. LibreOffice writes every formula out again.", "",
        "Rows that are as office programs write them are divided where their cells begin, what is not goes through the parser. Four fifths of",
        "a return's cells stand in rows that are the same in other returns of the round, byte for byte, and what stands behind the rows is the same",
        "in all: it is taken apart once, and so are cells that are computed alike. Of a round's first workbooks reading takes what the parser takes,",
        "of the next ones 0.4 to 0.6. A third of what is left is the rows that people filled in, a quarter inflating, the rest putting cells into",
        "their sheets and the parser over what stands before the rows. Fewer cells would not bring the ratios down: with looks of",
        "rows in place of the 3,000 cells that are nothing but a look, reading and `check_file` take 5% less and calamine 11% less. Two fifths of",
        "reading are formulas, and three fifths of calamine's; but without the third one in each row of a table, without three columns that",
        "the sheet 上报前自检 hides, or with all shared that Excel cannot share, it is 5% less at best. The modules that divide rows, compiled by",
        "mypyc, read no faster (14.9 and 14.3 ms a return in turns), for it is the making of cells that takes the time.", "",
        "Of what a command takes most is to load it. Of checking one return a third is pydantic with the scheme's model, a tenth Python and typer,",
        "the rest modules of our own and the file itself. rich is loaded for colours, tables and bars alone; the office's template, after which a",
        "return's tables were drawn, is read without openpyxl; a ledger's file is asked, and what was seen is entered in it, without SQLAlchemy,",
        "which took a quarter. While modules are loaded nothing is looked through for waste, which had taken a fifth. `--help` of any command loads",
        "its options alone. `explain` of one official takes as long in a county of 70 units as in one of 2,857, for figures and roster are kept in",
        "small parts besides, of which a few are read; half of it is pydantic with the scheme's model. Twelve times in turns, alone, it took 0.40",
        "s, 5.5 times `--help`, and 0.44 s, 4.4 times, before `--help` took a quarter less. To load pydantic takes as long as `--help` does, and",
        "typer loads it for whatever command runs. A scheme is parsed in 0.03 s, for which no cache is worth its while.", "",
        "What a return says, what is computed of it and its results are kept as compressed JSON once it is checked; so are the roster and what was",
        "sent out. Rows are open for 100 workbooks at once, and papers and report are made in processes of their own. Of returns as we issue them",
        "the largest process took, by hand, 109 MB of 200 and 146 MB of 1,000, and 108 and 128 MB where the round had been decided before: a round",
        "is decided, and its report written, as a whole, so that 20,000 returns in one county would take some 0.6 to 1 GB. Of 1,000 that LibreOffice",
        "saved, in a round decided before, that process took 124 MB; the largest, 168 MB, was the one that reads them and keeps what they have",
        "alike, up to a bound. Since this run the bound is lower, which costs no time that can be told: by hand the largest process took 121 MB of",
        "200 and 139 of 1,000, 1.15 times as much, in rounds decided before, and 147 of 1,000 in a first decision. Where returns come from many",
        "counties, `shijibu province` decides one after the other and makes each one's tables in a process that ends with them: of eight counties",
        "of 988 returns, 7,900 in all, the process that decides took 155 MB, and the largest one, with pandas, 254 MB, the first county's as the",
        "last one's; that was before a round took a quarter less.", "",
        "The month of Tongxiang's logs is December, with eleven months behind it: 11,000 rows in 26 files. A fourth of what it takes is reading, a",
        "fourth understanding and checking the rows, a third computing and deciding for 500 officials, and the rest is what a worker finds out with",
        "its first files. What rows have alike is looked at once, but nearly each row says something of its own.", "",
        "A ratio to what is compiled goes by the machine: one program had 1.9, 1.3, 3.7 and 2 in the first four rows on one and 2.6, 1.7, 4.6 and",
        "2.4 on another. In a run of 350 and 70 units before it a cluster of two took 0.94 and 1 times what two workers took, where this one",
        "has 1.2 and 1.7. dask has its workers give memory back to the system as soon as it is free, and each file's was had anew, page by page.",
        "Since this run a worker keeps it, which took a sixth less of the processor; by hand a cluster took 1.0 times of 1,000 returns that",
        "LibreOffice saved, and 1.1 of 200. `simulate` had 0.19 and the report of 20,000 officials 1.3 there.", "",
        "Not measured yet: " + "; ".join(NOT_MEASURED) + ".", ""))


def planned(section: str) -> str:
    """Takes the plan of a province's year into the page."""
    _PLAN.append(section)
    return section


def write_page() -> None:
    """Writes it, where a run was asked for it and has measured something; what it did not measure of ratios or plan stays as it was."""
    if PAGE and (_RATIOS or _PLAN):
        ratios, _, plan = (Path(PAGE).read_text(encoding="utf-8") if Path(PAGE).exists() else "").partition(_PLAN_HEAD)
        told = (page() if _RATIOS else ratios).rstrip() + "\n"
        plan = _PLAN[-1] if _PLAN else plan
        Path(PAGE).write_text(f"{told}\n{_PLAN_HEAD}{plan}" if plan else told, encoding="utf-8", newline="\n")


def _shown(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 1 else f"{ratio:.1f}".removesuffix(".0")
