"""The settings of a rule in a scheme: the shipped ones, and others that a county could choose."""

from __future__ import annotations

from random import Random

from shijibu.rules import Rule

SHIPPED: dict[str, float | str] = {
    "DQ-2.cap": 1.2, "DQ-2.red_below": 75, "DQ-2.yellow_below": 90, "DQ-2.blue_from": 105, "DQ-2.ratio_floor": 0.9,
    "DQ-3.yellow_points": 1, "DQ-3.red_points": 2, "DQ-3.statement_from": 1, "DQ-3.talk_from": 2, "DQ-3.report_from": 3, "DQ-3.adjust_from": 4,
    "DQ-5.yellow_points": 0.5, "DQ-5.red_points": 1.0,
    "DQ-10.good_value": 100, "DQ-10.fairly_good_value": 85, "DQ-10.average_value": 70, "DQ-10.poor_value": 50,
    "DQ-11.leader_weight": 0.4, "DQ-11.democratic_weight": 0.4, "DQ-11.talk_weight": 0.2,
    "DQ-11.top": 5, "DQ-11.five_from": 90, "DQ-11.four_from": 80, "DQ-11.three_from": 70, "DQ-11.two_from": 60,
    "DQ-12.percent": 60, "DQ-13.yellow_cap": 4, "DQ-13.red_cap": 3,
    "DQ-14.index_weight": 0.7, "DQ-14.review_weight": 0.3, "DQ-14.blue_points": 1,
    "DQ-14.composite_weight": 0.5, "DQ-14.project_weight": 0.3, "DQ-14.unit_weight": 0.2,
    "YH-1.top": 100, "YH-1.span": 40, "YH-1.low_label": "越低越好", "YH-6.step": 2, "YH-6.span": 3,
    "YA-1.ratio": 0.9, "YA-1.points": 5,
    "QZ-1.post": 20, "QZ-1.result": 60, "QZ-1.service": 15, "QZ-1.special": 5,
    "QZ-2.cap": 1.2, "QZ-2.max": 60, "QZ-2.low": 0.8, "QZ-2.high": 1.2,
    "QZ-5.percent": 40, "QZ-5.good_from": 85, "QZ-5.fairly_from": 75, "QZ-5.average_from": 60, "QZ-5.pool_below": 3,
    "QZ-6.percent": 20, "QZ-6.from": 85,
}  # fmt: skip

# Lines that belong together keep their order whatever their values.
_ASCENDING = (
    ("DQ-2.red_below", "DQ-2.yellow_below", "DQ-2.blue_from"),
    ("DQ-3.statement_from", "DQ-3.talk_from", "DQ-3.report_from", "DQ-3.adjust_from"),
    ("DQ-11.two_from", "DQ-11.three_from", "DQ-11.four_from", "DQ-11.five_from"),
    ("DQ-13.red_cap", "DQ-13.yellow_cap"),
    ("QZ-2.low", "QZ-2.high"),
    ("QZ-5.average_from", "QZ-5.fairly_from", "QZ-5.good_from"),
)
_OTHERS: dict[str, tuple[float | str, ...]] = {
    "YH-1.top": (100, 10, 60.5, 0), "YH-1.span": (40, 0, 33.3333, 100, 7), "YH-1.low_label": ("甲", "a", "1", "越低越好"),
    "YH-6.step": (2, 0, 0.5, 1.0001, 20), "YH-6.span": (1, 2, 3, 8),
    "YA-1.ratio": (0.9, 0.5, 1, 0.85), "YA-1.points": (5, 0, 2.5, 0.0001, 20),
    "QZ-1.post": (20, 100, 12.5), "QZ-1.result": (60, 40), "QZ-1.service": (15, 0), "QZ-1.special": (5, 3.3333),
    "QZ-2.cap": (1.2, 1, 100), "QZ-2.max": (60, 100, 33.3333), "QZ-2.low": (0.8, 0.9, 1), "QZ-2.high": (1.2, 1.1, 1),
    "QZ-5.pool_below": (3, 0, 1, 2, 5, 100),
}  # fmt: skip


def settings(rule: Rule, random: Random) -> dict[str, float | str]:
    """A value for each setting of the rule, by parameter name; the shipped ones in half of the cases."""
    needed = [p.default for p in rule.parameters if p.is_setting]
    values = {name: SHIPPED[name] for name in needed}
    if random.random() >= 0.5:
        values = {name: _other(name, random) for name in needed}
        for group in _ASCENDING:
            if group[0] in values:
                values |= zip(group, sorted(values[name] for name in group), strict=True)
    return {p.name: values[p.default] for p in rule.parameters if p.is_setting}


def _other(name: str, random: Random) -> float | str:
    usual, last = SHIPPED[name], name.rpartition(".")[2]
    if name in _OTHERS:
        return random.choice(_OTHERS[name])
    if last in ("top", "yellow_cap", "red_cap"):
        return 5 if last == "top" else random.randint(1, 5)
    if last.endswith("_weight"):
        return random.choice((0, 0.05, 0.1, 0.15, 0.25, 1 / 3, 0.35, 0.5, 1, 20, usual))
    if last.endswith(("_points", "cap", "ratio_floor")):
        return random.choice((0.25, 0.3, 0.5, 0.85, 1, 1.05, 1.5, 2, 3, usual))
    if last == "percent":
        return random.choice((0, 1.0001, 15, 33.3333, 50, 57.5, 66.6667, 100, usual))
    if name.startswith("DQ-3."):
        return random.choice((0.5, 1, 1.5, 2, 3, 4, 5, 6))
    return random.choice((40, 59.5, 66.6667, 70.0001, 85, 95, 99.99, usual, usual + 0.5))
