"""Cases for a rule: cell values that hypothesis made, awkward ones and borders of thresholds, put together reproducibly."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given
from hypothesis import seed as hypothesis_seed
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from shijibu.rules import Parameter, Rule
from shijibu.rules.cards import CARDS
from tests.parity.cells import AWKWARD_NUMBERS, BLANK, EMPTY, ERRORS, LABELS, LEFT_OUT, NOISE, OTHER_TEXTS, OUT_OF_RANGE, Case, Made, Spelled
from tests.parity.settings import settings

_POOL = 64  # values that hypothesis makes at a time
# Cases on which the faces once differed.
FOUND = {
    "OFFICIALSCORE": [Case((2.7849, 1.0, 99.9999999999, 0.5, 0, 0.5))],
    "WEIGHTED": [Case(((-1e-10, 0.0001, 0.0001, 0.0001, -1e-10, 0.0001, -1e-10, -1e-10), (2.0, 0.2758, 2.0, 0.2758, 0.2758, 2.0, 2.0, 0.2758)))],
    "COUNTOWN": [Case((("乙  丙", "t01", "T01"), "T01", "乙  丙", LEFT_OUT)), Case(((0.3, "0.3"), NOISE[0], "甲", LEFT_OUT))],
    "COUNTPARTS": [Case(((1.5,), (1.5,), 1.5, 1.5, 1.5, LEFT_OUT))],
    "SHAREOF": [Case((124.501406670529, 1e-10))],
    # Binary noise is no plan and no weight.
    "RATIO": [Case((1e-300, 50.0, 1.2)), Case((1e-12, 50.0, 1.2)), Case((1e-10, 50.0, 1.2))],
    "PROGRESS": [Case(((1e-300, 50.0), (50.0, 45.0), (1.0, 1.0), 1.2)), Case(((50.0,), (45.0,), (1e-11,), 1.2))],
    "LOWESTRATIO": [Case(((1e-300, 50.0), (1e-5, 45.0), 1.2))],
    "BEHIND": [Case((1e-300, 0.5, 0.5, 0.9, 5))],
    "GROUPWEIGHTED": [Case(((90.0,), (1e-12,), ("甲",), "甲"))],
    "RESULTSCORE": [Case(((1e-12,), (1.0,), (1.0,), 1.2, 60))],
    "STREAK": [Case(((BLANK,), 1.0)), Case((("甲",), "甲")), Case((("甲", "甲"), "甲"))],
    "QUADRANT": [Case(((1.0, 0.0), (1.0, 1.0), ("A", "a")))],
    "UNITSCORE": [Case((100.0, BLANK, 1.0, 0.5, 0, 0.3, 1)), Case((LEFT_OUT, LEFT_OUT, LEFT_OUT, LEFT_OUT, 0.7, 0.3, 1))],
}
_OFFSETS = (0, 0.00005, -0.00005, -0.000051, 0.0001)
_SPECKS = (1e-10, -1e-10)
# Half of a speck, on a sum of 13 digits, is a tie of the inner rounding that lies beyond what either face knows of the number.
_WITHOUT_SPECKS = {"CONTRIBUTION", "UNITSCORE"}
_HIGH = 130.0  # where a parameter has no upper bound of its own
# Where most of what is allowed would never be met by chance.
_USUAL = {"saturation": (0.79, 1.21), "risk": (0.79, 1.21), "difficulty": (0.79, 1.21)}
_LISTS = {
    "scale": (
        Spelled(((90, "优秀"), (75, "称职"), (60, "基本称职"), (0, "不称职"))),
        Spelled(((59.5, "b"), (99.99, 'a "quoted" one'))),
        Spelled(((-2.5, "甲"),)),
    ),
    "pairs": (
        Spelled((("好", 100), ("较好", 85), ("一般", 70), ("差", 50))),
        Spelled((("A", 1.5), ("a", -0.25), (1, 1 / 3), ("", ""), ("1.5", 2), ("A", 7), ("*", 0), (0.3, 9))),
        Spelled(()),
    ),
}


def cases(rule: Rule, count: int, seed: int) -> Iterator[Case]:
    """`count` cases, always the same for the same seed."""
    random = Random(f"{rule.name}:{seed}")
    pools = {p.name: _pool(_strategy(p), count, seed) for p in rule.parameters if p.is_input}
    for _ in range(count):
        yield _case(rule, random, pools)


def _pool(strategy: st.SearchStrategy, count: int, seed: int) -> list[Any]:
    """Values drawn by hypothesis, enough of them for variety, few enough to be quick."""
    drawn: list[Any] = []
    examples = max(2, min(400, count // 25))

    @hypothesis_seed(seed)
    @hypothesis_settings(max_examples=examples, database=None, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(strategy, min_size=_POOL // 2, max_size=_POOL))
    def draw(values: list[Any]) -> None:
        drawn.extend(values)

    draw()
    return drawn


def _strategy(p: Parameter) -> st.SearchStrategy:
    if p.kind in ("text", "texts", "label", "labels"):
        return st.one_of(st.sampled_from(LABELS), st.text("甲乙abAB 1.", max_size=3))
    low, high = _USUAL.get(p.name) or (p.low if p.low is not None else -20.0, p.high if p.high is not None else _HIGH)
    if p.whole:
        return st.integers(int(low), 40).map(float)
    floats = st.floats(low, high, allow_nan=False, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-6).map(as_written)
    decimals = [st.integers(round(low * 10**n), round(high * 10**n)).map(lambda i, n=n: as_written(i / 10**n)) for n in (0, 1, 2, 4)]
    return st.one_of(*decimals, floats, st.integers(0, 20).map(lambda i: as_written(low + (high - low) * i / 20)))


def as_written(x: float) -> float:
    """The number that is left when XlsxWriter has written 16 digits of it."""
    return float(f"{x:.16G}")


def _case(rule: Rule, random: Random, pools: dict[str, list[Any]]) -> Case:
    set_to = settings(rule, random)
    lists = {p.name: random.choice(_LISTS[p.kind]) for p in rule.parameters if p.is_list}
    floors = [row[0] for p in rule.parameters if p.kind == "scale" for row in lists[p.name].rows]
    limits = [b for p in rule.parameters for b in (p.low, p.high) if b is not None]
    lines = [line for line in (*set_to.values(), *floors, *limits) if not isinstance(line, str)]
    offsets = _OFFSETS if rule.name in _WITHOUT_SPECKS else (*_OFFSETS, *_SPECKS)
    borders = [as_written(b + d) for b in lines for d in offsets]
    height = random.choice((1, 2, 3, 3, 4, 5, 6, 7, 8, 12))
    # Most calls are clean: a wrong cell anywhere hides everything that lies behind it.
    mess = random.choice(("clean", "clean", "clean", "blanks", "blanks", "wrong", "all blank" if random.random() < 0.2 else "clean"))
    arguments: list[Any] = []
    for p in rule.parameters:
        if p.is_setting:
            arguments.append(set_to[p.name])
        elif p.is_list:
            arguments.append(LEFT_OUT if p.optional and random.random() < 0.05 else lists[p.name])
        elif p.optional and random.random() < 0.2:
            arguments.append(LEFT_OUT)
        elif p.is_column:
            own_height = height + random.choice((1, -1)) if mess == "wrong" and height > 1 and random.random() < 0.05 else height
            arguments.append(_column(p, own_height, mess, random, pools[p.name], borders))
        elif p.kind == "label" and mess != "wrong" and random.random() < 0.7 and (known := _labels(arguments, lists)):
            arguments.append(random.choice(known))
        else:
            arguments.append(_cell(p, mess, random, pools[p.name], borders, 1))
    return Case(tuple(arguments))


def _labels(arguments: list[Any], lists: dict[str, Spelled]) -> list[Any]:
    """What a label may be equal to: the entries of the nearest column before it, or of a list."""
    known = next((a for a in reversed(arguments) if isinstance(a, tuple)), [row[0] for pairs in lists.values() for row in pairs.rows])
    return [float(k) if isinstance(k, int) else k or BLANK for k in known]


def _column(p: Parameter, height: int, mess: str, random: Random, pool: list[Any], borders: list[float]) -> tuple[Any, ...]:
    column = [_cell(p, mess, random, pool, borders, height) for _ in range(height)]
    if p.name in _USUAL:  # a column of coefficients is mostly blank
        column = [v if random.random() < 0.1 else BLANK for v in column]
    if random.random() < 0.3:
        # Ties and duplicates.
        few = random.sample(column, min(len(column), 2))
        column = [random.choice(few) for _ in column]
    return tuple(column)


def _cell(p: Parameter, mess: str, random: Random, pool: list[Any], borders: list[float], cells: int) -> Any:
    if mess == "all blank":
        return random.choice((BLANK, BLANK, EMPTY))
    if mess == "blanks" and random.random() < 0.25:
        return random.choice((BLANK, BLANK, EMPTY))
    if mess == "wrong" and random.random() < 0.3 / cells:
        return _wrong(p, random)
    if p.kind in ("text", "texts"):
        return random.choice(CARDS) if p.name == "card" or random.random() < 0.2 else random.choice(pool) or BLANK
    if p.kind in ("label", "labels"):
        return random.choice((random.choice(pool) or EMPTY, random.choice(LABELS) or BLANK, "甲", 1.0, 1.5, NOISE[0], 330521001.0, 0.0, -2.5))
    return _number(p, random, pool, borders)


def _number(p: Parameter, random: Random, pool: list[Any], borders: list[float]) -> float | Made:
    kind = random.random()
    if kind < 0.6:
        return random.choice(pool)
    fits = [b for b in (borders if kind < 0.8 else AWKWARD_NUMBERS if kind < 0.92 else NOISE) if _allowed(p, b)]
    return random.choice(fits) if fits else random.choice(pool)


def _allowed(p: Parameter, cell: float | Made) -> bool:
    v = cell.value if isinstance(cell, Made) else cell
    return (p.low is None or v >= p.low) and (p.high is None or v <= p.high) and (not p.whole or abs(v - round(v)) < 1e-12)


def _wrong(p: Parameter, random: Random) -> Any:
    kinds: list[Any] = [random.choice(ERRORS), random.choice((BLANK, EMPTY))]
    if p.kind in ("number", "numbers"):
        kinds += [random.choice(OTHER_TEXTS), random.choice(OUT_OF_RANGE), random.choice(AWKWARD_NUMBERS), random.choice(NOISE)]
    else:
        kinds += [random.choice(OTHER_TEXTS), random.choice(AWKWARD_NUMBERS), random.choice(NOISE)]
    return random.choice(kinds)
