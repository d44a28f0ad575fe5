"""What of an official's course is drawn: scores as lines, whole numbers such as stars as columns. What is the unit's is left to the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from shijibu.language.expression import Call
from shijibu.report.person.person_file import PersonFile
from shijibu.scheme.outcomes import Figure

COLOURS = ("#1F3864", "#C55A11", "#548235", "#7030A0", "#2E75B6", "#7F6000", "#C00000", "#00838F", "#8D6E63", "#546E7A")
_TOGETHER = 3  # lines that can be told apart
_STEP, _FEW = 10, 24  # steps of the axis; columns that have room for their figures


@dataclass(frozen=True, slots=True)
class Series:
    """A figure over the rounds; `column`: where it stands in the course. None: no data in that round."""

    label: str
    column: int
    colour: str
    values: list[float | None]


@dataclass(frozen=True, slots=True)
class CourseChart:
    """heading: of the section; least: where the values' axis begins; step: between its lines, None where a program may choose;
    said: whether each point has its figure beside it."""

    heading: str
    lines: bool
    rounds: list[str]
    series: list[Series]
    least: float | None
    step: int | None
    said: bool

    @property
    def title(self) -> str:
        return "、".join(s.label for s in self.series)

    @property
    def points(self) -> list[float]:
        return [v for s in self.series for v in s.values if v is not None]


def charts_of(file: PersonFile) -> Iterator[CourseChart]:
    """Those with something to draw: a score in two rounds or more, a grade that was not always nothing. What counts rounds or rows is no grade."""
    figures = [f for f in file.scheme.official_figures if f.result]
    own = {f.label for f in figures if f.type != "integer" or not _counted(f)}
    rounds = [str(r[0]) for r in file.course.rows]
    for heading, kind, lines in (("历次得分", "number", True), ("历次评定", "integer", False)):
        mine = [(i, c.label) for i, c in enumerate(file.course.columns) if c.kind == kind and c.label in own]
        courses = [(i, label, [_number(r[i]) for r in file.course.rows]) for i, label in mine]
        # A count that stayed at nothing says more in the list than as columns of no height.
        drawn = [one for one in courses if any(v is not None and (v or lines) for v in one[2])]
        if lines:  # one point is no course
            drawn = [one for one in drawn if sum(v is not None for v in one[2]) > 1]
        series = [Series(label, i, COLOURS[n % len(COLOURS)], values) for n, (i, label, values) in enumerate(drawn)]
        for first in range(0, len(series), _TOGETHER):
            yield _chart(heading if first == 0 else f"{heading}（续）", series[first : first + _TOGETHER], rounds, lines=lines)


def _counted(figure: Figure) -> bool:
    """Whether a whole number is worked out, such as how often somebody did not report; a grade stands in a table, as what was given."""
    return figure.formula is not None and isinstance(figure.formula.tree, Call)


def _chart(heading: str, series: list[Series], rounds: list[str], *, lines: bool) -> CourseChart:
    chart = CourseChart(heading, lines, rounds, series, None, None, False)
    lowest, highest = min(chart.points), max(chart.points)
    # A column begins at nothing; a line may begin near its lowest point, where its course is seen.
    least = None if lowest < 0 else (lowest - _STEP / 2) // _STEP * _STEP if lines and lowest > _STEP else 0
    # Lines that run close together have no room for their figures.
    said = len(series) == 1 if lines else len(rounds) * len(series) <= _FEW
    return CourseChart(heading, lines, rounds, series, least, 1 if not lines and highest <= _STEP else None, said)


def _number(value: object) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def axis(chart: CourseChart) -> list[float]:
    """The values at the lines of the axis, lowest first, some six of them."""
    lowest, highest = chart.least if chart.least is not None else min(chart.points), max(*chart.points, (chart.least or 0) + 1)
    step = chart.step or next(s * 10**n for n in range(9) for s in (1, 2, 5) if s * 10**n * 6 >= highest - lowest)
    first = lowest // step * step
    return [first + step * i for i in range(ceil((highest - first) / step) + 1)]
