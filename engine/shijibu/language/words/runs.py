"""How often, and how often one after another."""

from __future__ import annotations

from shijibu.language.values import Value, flat
from shijibu.language.word import Word


def _times(values: Value, *labels: Value) -> Value:
    wanted = flat(labels)
    return sum(v in wanted for v in flat([values]))


def _running(values: Value, *labels: Value) -> Value:
    entries, wanted = flat([values]), flat(labels)
    return next((n for n, v in enumerate(reversed(entries)) if v not in wanted), len(entries))


def _run_within(values: Value, last: Value, *labels: Value) -> Value:
    entries, wanted = flat([values]), flat(labels)
    first, best, run = len(entries) - int(last), 0, 0  # type: ignore[arg-type]
    for i, v in enumerate(entries):
        run = run + 1 if v in wanted else 0
        best = max(best, run) if i >= first else best
    return best


times = Word("times", _times, "how many values are one of the labels", lambda values, *labels: f"{values}中{'或'.join(labels)}的次数",
             ("times(rows('差', '好', '一般'), '一般', '差')", 2))
running = Word("running", _running, "how many values at the list's end, one after another, are one of the labels",
               lambda values, *labels: f"{values}中最近连续{'或'.join(labels)}的次数", ("running(rows('差', '好', '好'), '好')", 2))
run_within = Word("run_within", _run_within,
                  "the longest run of the labels in the list that reaches into its last entries, as many as the second argument says",
                  lambda values, last, *labels: f"{values}中延续到最后{last}项之内的{'或'.join(labels)}最多连续次数",
                  ("run_within(rows('差', '差', '好'), 2, '差')", 2))
