"""这个数怎么来的: the report says which figure a cell shows, and the sheet that explains it says what `shijibu explain` says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from shijibu.report.explained_rows import ExplainedSheet, explained_sheet
from shijibu.report.figure_at import Asked, NoFigure, figure_at
from shijibu.report.figure_names import REPORT, ColumnSaid, ReportSaid
from shijibu.report.objections import UnknownFigure
from shijibu.report.why import why
from shijibu.report.write import write_result
from shijibu.returns.grid import Grid
from shijibu.returns.reader import read
from shijibu.rounds.decided import DecidedRound, decided_rounds
from tests.command import run
from tests.county import County
from tests.decided_counties import COUNTIES

FIFTY, EACH = 50, 9
ASIDES = ("算法：", "参数：", "条件：")


@pytest.fixture(scope="module")
def rounds(counties: dict[str, County], tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[DecidedRound, Grid]]:
    """Each county's round with its report as it was written."""
    folder, found = tmp_path_factory.mktemp("reports"), {}
    for id, county in counties.items():
        (round_,) = decided_rounds(county.ledger, id)
        found[id] = round_, read(write_result(round_, folder / id).report.read_bytes())
    return found


def said_by(grid: Grid) -> ReportSaid | None:
    """Of which round the report in a file is."""
    return ReportSaid.parse("=" + grid.names[REPORT].removeprefix("="))


def figures_in(grid: Grid) -> Iterator[Asked]:
    """Every figure that the report shows, column by column."""
    said = said_by(grid)
    assert said is not None
    for sheet in grid.sheets:
        for row, column in sorted(sheet.cells, key=lambda at: at[::-1]):
            try:
                yield figure_at(grid, said, sheet.title, row, column)
            except NoFigure:
                continue


def one_of_each(grid: Grid) -> list[Asked]:
    """A figure a column, of one row and then of another."""
    by_column: dict[tuple[ColumnSaid, ...], list[Asked]] = {}
    for asked in figures_in(grid):
        if asked.shown not in (None, "") and not asked.column.period:
            by_column.setdefault((asked.column,), []).append(asked)
    return [those[n % len(those)] for n, those in enumerate(by_column.values())]


def words(*texts: str) -> Counter[str]:
    return Counter(re.findall(r"[\w.%+-]+", " ".join(texts)))


def same_words(sheet: ExplainedSheet, text: str) -> None:
    """Row by row the sheet says what the text says, not a word more or less; only the rules have their names there besides their ids."""
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()]
    assert words(lines.pop(0)) == words(sheet.notices[0])
    if sheet.first:
        assert lines.pop(0).partition(" 〔")[0] == sheet.first
    for row in sheet.rows:
        block = [lines.pop(0)]
        while lines and lines[0].startswith(ASIDES):
            block.append(lines.pop(0))
        ids = [rule.partition(" ")[0] for rule in row.rules.split("、")]
        assert words(*block) == words(row.step, row.value, row.how, *ids, *(place.said for place in row.places)), (block, row)
    assert not lines


def test_fifty_figures_of_all_counties_are_explained_as_shijibu_explain_says_it(counties, rounds):
    compared = 0
    for id, (round_, grid) in rounds.items():
        ledger, of_the_whole = counties[id].folder / "shijibu.db", 0
        for asked in one_of_each(grid)[:EACH]:
            found = why(round_, asked.whose, asked.column.figure)
            sheet = explained_sheet(found, round_.scheme, {})
            told = run("explain", asked.whose, "--figure", asked.column.figure, "--ledger", ledger)
            assert (told.returncode, told.stdout) == (0, found.to_text() + "\n")
            same_words(sheet, told.stdout)
            if sheet.first and of_the_whole < 2:  # its line is the one of the whole explanation
                own = next(row for row in sheet.rows if row.kind != "section")
                whole = run("explain", asked.whose, "--ledger", ledger).stdout
                assert any(line.strip().startswith(f"{own.step.strip('　')} = {own.value}") for line in whole.split("\n"))
                of_the_whole += 1
            compared += 1
    assert compared >= FIFTY


@pytest.mark.parametrize("id", COUNTIES)
def test_a_report_says_of_each_column_of_figures_what_it_shows(rounds, id):
    round_, grid = rounds[id]
    assert said_by(grid) == ReportSaid(id, str(round_.period), round_.head) and round_.head is not None
    there = list(figures_in(grid))
    scheme = round_.scheme
    for kind, figures in (("unit", scheme.unit_figures), ("official", scheme.official_figures)):
        labels = {f.id: f for f in figures}
        assert all(a.column.figure in labels or "." in a.column.figure for a in there if a.column.kind == kind)
        shown = {a.column.figure for a in there if a.column.kind == kind}
        assert {f.id for f in figures if f.show and f.result and f.rounds is None} - shown <= {
            f.id for f in figures if not any((round_.figures.units if kind == "unit" else round_.figures.officials)[one].get(f.id)
                                             for one in (round_.figures.units if kind == "unit" else round_.figures.officials))}


def test_a_cell_without_a_figure_says_what_can_be_selected(rounds):
    grid = rounds["deqing"][1]
    said = said_by(grid)
    for title, row, column in (("总览", 1, 1), ("单位", 4, 6), ("单位", 5, 2), ("单位", 500, 6), ("没有", 1, 1)):
        with pytest.raises(NoFigure, match=r"选一个单位或干部的数，例如“.*单位”"):
            figure_at(grid, said, title, row, column)


def test_a_figure_is_told_in_full_and_a_change_with_both_rounds(third_round):
    found = why(third_round, "T01", "score")
    assert found.steps[1].parts[0].kind == "figure" and "进度指数 = 109.4（109.4043） 〔DQ-2〕" in found.to_text()
    changed = why(third_round, "T01", "index", change=True)
    before = third_round.evaluation.earlier[-1]
    assert [(s.origin, s.value) for s in changed.steps[1].parts] == [
        (before.period.label, before.units["T01"]["index"]), ("2026年第三季度", third_round.evaluation.unit("T01", "index"))]
    with pytest.raises(UnknownFigure, match="是不是：单位综合分"):
        why(third_round, "T01", "综合分数")
    with pytest.raises(UnknownFigure, match="没有与上期的差"):  # a report's names may have been changed
        why(third_round, third_round.roster.officials[0].id, "lists.commend", change=True)
    loser = next(u.code for u in third_round.results.units if u.deductions)
    assert "起因单位" in why(third_round, loser, "penalties.linkage").to_text()


def test_the_cells_that_a_figure_comes_from_are_named_with_their_file(third_round):
    rows = explained_sheet(why(third_round, "T01", "index"), third_round.scheme, {"T01": "青溪镇.xlsx"}).rows
    assert ("青溪镇.xlsx", "工作亮相!C8") in [(row.file, place.said) for row in rows for place in row.places]


@pytest.mark.parametrize("name", [
    "shiji.figure.unit.score", "shiji.change.official.mean_index", "shiji.figure.unit.card.2026_Q1", "shiji.figure.unit.penalties.linked"])
def test_what_a_column_shows_is_read_back_from_its_name(name):
    assert ColumnSaid.parse(name).name == name


@pytest.mark.parametrize("name", ["score", "shiji.figure.score", "shiji.figure.unit.", "unit.score", "shiji.figure.unit.A1", "shiji.whose.unit"])
def test_other_names_say_nothing_of_a_column(name):
    assert ColumnSaid.parse(name) is None
