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
    Goal("read", "our reader on returns as we issue them, from a round's first one on: values, types, formulas, error cells, names, notes",
         "calamine, values alone", 4.4, 1.5),
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
NOT_MEASURED = ("memory of 20,000 returns in one county",)
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
        "formulas, gained more by that than we did, 1.8 times, so that the ratios to it rose while the work fell. LibreOffice writes every formula",
        "out again.", "",
        "Parts are inflated by ISA-L, in a third of zlib's time. Rows that are as office programs write them are divided where their cells begin,",
        "what is not goes through the parser. A shared string is named by a mark in the place of its number, so that a row is the same bytes in all",
        "workbooks that have it, whoever saved them: four fifths of a return's cells stand in such rows, which are taken apart once, as are cells",
        "that say the same and what stands before and behind the rows. Of a round's first workbook reading takes a tenth or a fifth more than the",
        "parser, of later ones a fifth to a third. The first four rows are measured from a round's first return on; before this run their files",
        "had been read before, so that all rows were known: what LibreOffice saved had 1.3 where from a round's first return on it had 1.5. A",
        "fourth of what is left is the rows that people filled in, a fifth to a third naming strings and dividing, an eighth inflating. Fewer cells",
        "would not bring the ratios down: without 3,000 cells that are nothing but a look calamine gained twice what we did. The modules that divide",
        "rows, compiled by mypyc, read no faster, for it is the making of cells that takes the time; sixteen rows known together, neither.", "",
        "Of what a command takes most is to load it. Of checking one return a third is pydantic with the scheme's model, a tenth Python and typer,",
        "the rest modules of our own and the file itself. rich is loaded for colours, tables and bars alone; the office's template, after which a",
        "return's tables were drawn, is read without openpyxl; a ledger's file is asked, and what was seen is entered in it, without SQLAlchemy,",
        "which took a quarter. While modules are loaded nothing is looked through for waste, which had taken a fifth. `--help` of any command loads",
        "its options alone. `explain` of one official takes as long in a county of 70 units as in one of 2,857, for figures and roster are kept in",
        "small parts besides, of which a few are read; half of it is pydantic with the scheme's model. To load pydantic takes as long as `--help`",
        "does, and typer loads it for whatever command runs. A scheme is parsed in 0.03 s, for which no cache is worth its while.", "",
        "What a return says, what is computed of it and its results are kept as compressed JSON once it is checked; so are the roster and what was",
        "sent out. Rows are open for 100 workbooks at once, and papers and report are made in processes of their own. The largest process took 130",
        "MB of 200 returns and 152 MB of 1,000, which is 1.17 times as much. Of returns as we issue them it took less, by hand and before this run:",
        "109 and 146 MB, and 108 and 128 MB where the round had been decided before. A round is decided, and its report written, as a whole, so that",
        "20,000 returns in one county would take some 0.6 to 1 GB. Where returns come from many counties, `shijibu province` decides one after the",
        "other and makes each one's tables in a process that ends with them: of eight counties of 988 returns, 7,900 in all, the process that",
        "decides took 155 MB, and the largest, with pandas, 254 MB, the first county's as the last one's.", "",
        "The month of Tongxiang's logs is December, with eleven months behind it: 11,000 rows in 26 files. A fourth of what it takes is reading, a",
        "fourth understanding and checking the rows, a third computing and deciding for 500 officials, and the rest is what a worker finds out with",
        "its first files. What rows have alike is looked at once, but nearly each row says something of its own. The whole year, all twelve months",
        "one after the other, by hand: 118,139 rows in 312 files; checking and consolidating them took 9.1 times what calamine took.", "",
        "A rule of single cells that is asked the same again is not worked out again: of 14,000 calls of a quarter 6,000 were. `simulate`",
        "takes a sixth less by that, and consolidating a quarter less with what reading gained, so that the ratio of the two rose, from 0.21; alone,",
        "after the run, it was 0.24 and 0.26; why it was 0.30 in the run is not known.", "",
        "A ratio to what is compiled goes by the machine: one program had 3.7 and 4.6 for `check_file` of returns as we issue them on two of them.",
        "Of 200 returns, of which a round's first ones are a smaller part, reading took 1.5 times what calamine took, and 1.4 from the",
        "hundredth on. The report of 20,000 officials had 1.3 in an earlier run.", "",
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
