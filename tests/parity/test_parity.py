"""Every rule that a formula can say gives, in a real LibreOffice, what Python gives: to the last digit, and the same kind of error.

400 cases a rule; as many more as the environment's SHIJIBU_PARITY_CASES says (`make parity CASES=100000`), then with a new seed
each time, which a failure prints and SHIJIBU_PARITY_SEED repeats.
"""

from __future__ import annotations

import os
from collections import Counter
from random import SystemRandom

import pytest

from shijibu.rules import REGISTRY, CellError, Rule
from tests.parity.cases import FOUND, cases
from tests.parity.cells import Case
from tests.parity.sheet import by_office, by_python
from tests.parity.shrink import smallest

CASES = int(os.environ.get("SHIJIBU_PARITY_CASES", "400"))
SEED = int(os.environ.get("SHIJIBU_PARITY_SEED") or (0 if CASES <= 2000 else SystemRandom().randrange(1, 10**9)))
BATCH = 2000
NATIVE = [rule for rule in REGISTRY.values() if rule.native_body is not None]


@pytest.mark.timeout(60 + CASES // 10)
@pytest.mark.parametrize("rule", NATIVE, ids=lambda rule: rule.name)
def test_both_faces_agree(rule: Rule, office, tmp_path):
    def differ(batch: list[Case]) -> list[bool]:
        return [_differs(by_python(rule, c), answer) for c, answer in zip(batch, by_office(office, rule, batch, tmp_path), strict=True)]

    answered: Counter[str] = Counter()
    for number in range(0, CASES, BATCH):
        batch = FOUND.get(rule.name, []) + list(cases(rule, min(BATCH, CASES - number), SEED + number))
        failing = [c for c, differs in zip(batch, differ(batch), strict=True) if differs]
        if failing:
            pytest.fail(_report(rule, failing, differ, office, tmp_path), pytrace=False)
        answered.update(_kind(a) for c in batch for a in by_python(rule, c))
    reached = answered["value"] + (answered["blank"] if rule.returns == "text" else 0)  # an empty text is an answer too
    assert reached > CASES / 5, f"too few cases reach the rule's body: {answered}"


def _differs(python: list, office: list) -> bool:
    return python != office or any(type(p) is not type(o) for p, o in zip(python, office, strict=True))


def _kind(answer: object) -> str:
    return answer.kind if isinstance(answer, CellError) else "blank" if answer == "" else "value"


def _report(rule: Rule, failing: list[Case], differ, office, folder) -> str:
    """The smallest failing cases, with both answers."""
    least = list(dict.fromkeys(smallest(rule, c, differ) for c in failing[:3]))
    names = "; ".join(p.name for p in rule.parameters)
    lines = [f"{rule.name}: the faces differ on {len(failing)} cases (seed {SEED}); the smallest, as {names}:"]
    for case, answer in zip(least, by_office(office, rule, least, folder), strict=True):
        lines.append(f"  {case}\n    Python {_shown(by_python(rule, case))}, sheet {_shown(answer)}")
    return "\n".join(lines)


def _shown(answers: list) -> str:
    return ", ".join(str(a) if isinstance(a, CellError) else repr(a) for a in answers)
