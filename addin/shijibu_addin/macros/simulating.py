"""试改规则: the open scheme workbook tried on decided rounds, and what would have come of it on sheets of its own in the workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from shijibu.ledger import Ledger
from shijibu.report.listed import kind_of
from shijibu.report.page import Listing
from shijibu.report.simulation_lists import simulation_lists, spread_list
from shijibu.report.simulation_said import NOTHING_DECIDED, headline_of, simulation_sections
from shijibu.scheme.load import SchemeFault
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme_book.load import NoSchemeBook, read_open_book
from shijibu.simulation.outcome import Simulation
from shijibu.simulation.simulate import simulate
from shijibu.spreadsheet.style import SECTION
from shijibu.spreadsheet.wording import figure_said, moved
from shijibu_addin.macros.book_grid import grid_of
from shijibu_addin.macros.changing import made_sheet, still_ours
from shijibu_addin.macros.files import folder_of
from shijibu_addin.macros.hosts import rgb, unable
from shijibu_addin.macros.journal import TRY, Journal, Step
from shijibu_addin.macros.ledgers import ledger_of
from shijibu_addin.macros.office.asks import ledger_field
from shijibu_addin.macros.office.field import Field, chosen
from shijibu_addin.macros.office.known import decided
from shijibu_addin.macros.page import Page, write_page
from shijibu_addin.macros.result import NotDone, Result

if TYPE_CHECKING:
    import xlwings as xw

Ask = Callable[[Callable[[Mapping[str, str]], list[Field]]], Mapping[str, str] | None]
_BEFORE = "试算"
FIRST = f"{_BEFORE}概况"
_ALL = "全部已汇总的各期"
_MOST_FAULTS = 8
_SENTENCES = 110.0  # characters of a line in words
_NO_LEDGER = "没有找到台账：它不在方案工作簿旁边，也不是上次用的。把方案工作簿放到台账所在的文件夹，再试一次"


class Simulates(Protocol):
    """Who tries rules where the ledger is not the person's own."""

    def simulated(self, scheme: Scheme) -> Simulation:
        """All decided rounds under the scheme. Raises NotDone where the person may not see them, and what `simulate` raises."""
        ...


def try_rules(book: xw.Book, ask: Ask | Simulates | None = None) -> Result:
    """Compute decided rounds under the scheme that the open workbook says, and write what differs; what was written before goes.

    ask: puts questions to the person; left out, the ledger is looked for beside the workbook, and all decided rounds are tried.
    """
    journal = Journal(book)
    ours = journal.own_sheets()
    scheme = _scheme(book, ours)
    done = _simulation(book, scheme, ask)
    pages = dict(_pages(done))
    before = still_ours(book, journal, TRY)
    taken = [s.name for s in book.sheets if s.name in pages and s.name not in before]
    if taken:
        raise NotDone(f"已有名为“{'”“'.join(taken)}”的工作表，请先改名再试")
    for sheet in [s for s in book.sheets if s.name in before - set(pages)]:  # this time there is nothing to say of it
        sheet.delete()
    journal.steps = [s for s in journal.steps if s.macro != TRY]
    journal.steps.append(Step(TRY, [made_sheet(title, page) for title, (page, _) in pages.items()]))
    for title, (page, look) in pages.items():
        sheet = write_page(book, title, page)
        with suppress(*unable()):
            look(sheet)
    journal.save()
    book.sheets[FIRST].activate()
    differ = sum(not fares.same for fares in done.periods)
    told = f"{len(done.periods)} 期中 {differ} 期的结果会不同" if differ else f"{len(done.periods)} 期的结果都没有不同"
    return Result(True, f"{''.join(headline_of(done)[:3])}{told}，见“{FIRST}”等 {len(pages)} 张表。{NOTHING_DECIDED}")


def _scheme(book: xw.Book, ours: set[str]) -> Scheme:
    """The scheme that the workbook says as it stands. Raises NotDone."""
    folder = folder_of(book)
    try:
        return read_open_book(grid_of(book, ours), book.name, folder / book.name if folder is not None else None)
    except NoSchemeBook:
        raise NotDone("请打开方案工作簿（shijibu scheme export 或考评台“方案”页导出的那一本），改好参数再试") from None
    except SchemeFault as fault:
        lines = [line.removeprefix(f"{book.name}：") for line in str(fault).split("\n")]
        more = f"\n……另有 {len(lines) - _MOST_FAULTS} 处" if len(lines) > _MOST_FAULTS else ""
        raise NotDone("方案工作簿有错，改好再试：\n" + "\n".join(lines[:_MOST_FAULTS]) + more) from None


def _simulation(book: xw.Book, scheme: Scheme, ask: Ask | Simulates | None) -> Simulation:
    if ask is not None and not callable(ask):
        return ask.simulated(scheme)
    if ask is None:
        with ledger_of(book, lambda ledger: _is_its(ledger, scheme), None, _NO_LEDGER) as ledger:
            return simulate(ledger, scheme)
    given = ask(partial(_asks, scheme))
    if given is None:
        raise NotDone("没有选择，什么也没有做")
    period = given.get("tried", "")
    with ledger_of(book, lambda ledger: True, Path(given["ledger"]), f"“{given['ledger']}”里没有台账") as ledger:
        return simulate(ledger, scheme, periods=[Period.parse(period, scheme.cadence)] if period else ())


def _is_its(ledger: Ledger, scheme: Scheme) -> bool:
    return any(id == scheme.id for id, _ in ledger.versions())


def _asks(scheme: Scheme, given: Mapping[str, str]) -> list[Field]:
    """Which ledger, and which of its decided rounds."""
    ledger = given.get("ledger", "")
    rounds = decided(ledger, scheme.id)
    choices = (("", _ALL), *rounds) if len(rounds) > 1 else rounds
    hint = "试算不改动台账" if rounds else f"这里没有{scheme.county}已汇总的结果；请选汇总时的台账所在的文件夹"
    return [ledger_field(ledger), Field("tried", "哪一期", "choice", chosen(choices, given.get("tried", "")), choices, optional=True, hint=hint)]


# the sheets

Look = Callable[["xw.Sheet"], None]


def _pages(done: Simulation) -> list[tuple[str, tuple[Page, Look]]]:
    """Each sheet's title with what stands on it, and how it looks besides."""
    lists = [*simulation_lists(done), spread_list(done.periods)[0]]
    return [(FIRST, _overview(done)), *((f"{_BEFORE}{listing.title}", (_page(listing), lambda sheet: None)) for listing in lists)]


def _overview(done: Simulation) -> tuple[Page, Look]:
    rows: list[list[Any]] = [[f"{done.name}　试算"], [NOTHING_DECIDED]]
    sections = []
    for title, texts in simulation_sections(done):
        rows.append([title])
        sections.append(len(rows))
        rows += [[text] for text in texts]

    def look(sheet: xw.Sheet) -> None:
        for row in sections:
            sheet.range((row, 1)).color = rgb(SECTION)
            sheet.range((row, 1)).font.bold = True

    return Page(rows, [_SENTENCES], 2, len(rows)), look


def _page(listing: Listing) -> Page:
    """A list with every value as people read it."""
    rows = [[_shown(listing, row, i) for i in range(len(listing.columns))] for row in listing.rows] or [["无"]]
    head: list[list[Any]] = [[listing.heading], [listing.note or None], [c.label for c in listing.columns]]
    return Page([*head, *rows], [_width(listing, i) for i in range(len(listing.columns))], 3, 3 + len(rows))


def _shown(listing: Listing, row: Sequence[Any], at: int) -> Any:
    value, kind = row[at], kind_of(listing.columns[at], row[at])
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return moved(value, 0) if kind == "places" else value if kind == "integer" else figure_said(value, kind)
    return None if value in (None, "") else str(value)


def _width(listing: Listing, at: int) -> float:
    column = listing.columns[at]
    longest = max((2 * len(str(_shown(listing, row, at) or "")) for row in listing.rows), default=0)
    return float(max(2 * len(column.label) + 2, min(longest + 2, column.most)))
