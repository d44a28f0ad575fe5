"""What is different between two versions of a scheme: every parameter, old and new, and every other place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from shijibu.scheme.load import rules_said
from shijibu.scheme.model import Scheme
from shijibu.spreadsheet.number import NOISE
from shijibu.spreadsheet.wording import said

_NAMES = ("id", "rule", "title")  # by which an entry of a list is known again
_ABSENT = object()
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """A place of the scheme that changed. path: `<rule id>.<name>` of a parameter, else where it stands; None stands for what was not there."""

    path: str
    title: str
    before: Any
    after: Any

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def differences(before: Scheme, after: Scheme) -> list[Difference]:
    """Parameters first. Empty where both are of one version."""
    old, new = rules_said(before), rules_said(after)
    parameters = [{(rule, name): p for rule, named in said.pop("parameters").items() for name, p in named.items()} for said in (old, new)]
    out = []
    for rule, name in sorted(parameters[0].keys() | parameters[1].keys()):
        was, now = (p.get((rule, name), {}) for p in parameters)
        if was.get("value") != now.get("value"):
            out.append(Difference(f"{rule}.{name}", (now or was)["title"], was.get("value"), now.get("value")))
        else:
            out += list(_places(was, now, f"{rule}.{name}"))
    return out + list(_places(old, new, ""))


def in_words(listed: Sequence[Mapping[str, Any]], most: int) -> str:
    """Differences, as `to_json` has them, in a sentence: the first `most`, and how many there are."""
    told = [f"{name_said(d)} {value_said(d['before'])} → {value_said(d['after'])}" for d in listed[:most]]
    return "；".join(told) + (f"；等 {len(listed)} 处" if len(listed) > most else "")


def name_said(difference: Mapping[str, Any]) -> str:
    """What changed: a parameter by its title, all else by its place."""
    return f"{difference['title']}（{difference['path']}）" if difference["title"] else difference["path"]


def value_said(value: Any) -> str:
    """A value of a scheme as people read it: no needless decimals, 无 for what is not there, a long part cut."""
    told = value if isinstance(value, str) else said(value, decimals=NOISE)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"


def _places(old: Any, new: Any, path: str) -> Iterator[Difference]:
    """Every deepest place that differs; entries of lists are found again by their names."""
    if isinstance(old, list) and isinstance(new, list) and (keys := [_named(old), _named(new)]) and None not in keys:
        old, new = keys
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(k for k in new if k not in old)]:
            yield from _places(old.get(key, _ABSENT), new.get(key, _ABSENT), f"{path}.{key}" if path else str(key))
    elif old != new or isinstance(old, bool) is not isinstance(new, bool):  # 1.0 is 1, and True is not
        yield Difference(path, "", None if old is _ABSENT else old, None if new is _ABSENT else new)


def _named(entries: list[Any]) -> dict[str, Any] | None:
    """The entries by name; None where they have none, or not each its own."""
    name = next((n for n in _NAMES if all(isinstance(e, dict) and e.get(n) for e in entries)), None)
    by_name = {str(e[name]): e for e in entries} if name and entries else {}
    return by_name if len(by_name) == len(entries) and entries else None
