"""The catalogue of spreadsheet functions: the rule registry, with the values that schemes give its settings.

An optional parameter that is not given has the value that stands in the scheme of the county whose rule it belongs to.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from shijibu.errors import ShijibuError
from shijibu.rules import REGISTRY, CellError, Parameter, Rule, WrongInput
from shijibu.scheme.load import SchemeFault, load, scheme_file, scheme_ids, shipped
from shijibu.scheme.model import Scheme
from shijibu.spreadsheet.names import near_word


class UnknownFunction(ShijibuError, LookupError):
    """No function of that name."""


def _loaded(id: str) -> Scheme | None:
    """A scheme; None for a faulty one, which must not take the functions of the others away."""
    try:
        return load(id)
    except SchemeFault:
        return None


@lru_cache(maxsize=16)
def _home(county: str) -> Scheme | None:
    """The scheme that a county's rule ids belong to (`DQ`, `YH`): the one that sets most of them, before others that borrow one; a
    shipped scheme before a copy of it."""
    likely = [id for id in scheme_ids() if f"{county}-" in scheme_file(id).read_text(encoding="utf-8")]
    there = [(sum(r.startswith(f"{county}-") for r in s.parameters), shipped(id), s) for id in likely if (s := _loaded(id))]
    return max(there, key=lambda t: t[:2], default=(0, False, None))[2]


@lru_cache(maxsize=1)
def scales() -> dict[str, list[tuple[float, str]]]:
    """Every scale by `<scheme>.<scale>`."""
    return {f"{id}.{name}": list(s.scale(name)) for id in scheme_ids() if (s := _loaded(id)) for name in s.scales}


def default_of(parameter: Parameter) -> Any:
    """The value that the scheme of the parameter's county sets; None where there is none, and the parameter must then be given."""
    if not parameter.default:
        return None
    home = _home(parameter.default.partition("-")[0])
    try:
        return home.parameter(parameter.default) if home else None
    except KeyError:
        return None


def functions() -> list[Rule]:
    """The functions that a sheet can call, by name."""
    return [REGISTRY[name] for name in sorted(REGISTRY) if REGISTRY[name].listed]


def function(name: str) -> Rule:
    """The function `name`, with or without the SHIJI. prefix. Raises UnknownFunction."""
    bare = name.upper().removeprefix("SHIJI.").removeprefix("SHIJI_")
    if bare not in REGISTRY or not REGISTRY[bare].listed:
        near = near_word(bare, (r.name for r in functions()))
        raise UnknownFunction(f"没有名为“{name}”的函数{f'，是不是 {near}？' if near else '；'}用 shijibu functions 查看全部")
    return REGISTRY[bare]


def call(name: str, arguments: list[Any]) -> Any:
    """A function's value over raw cells, settings filled in. Raises UnknownFunction, RuleError."""
    rule = function(name)
    if len(arguments) > len(rule.parameters):
        raise WrongInput(f"{rule.name} 至多 {len(rule.parameters)} 个参数，给了 {len(arguments)} 个")
    missing = [p for p in rule.parameters[len(arguments):] if not p.optional and default_of(p) is None]
    if missing:
        raise WrongInput(f"{rule.name} 缺参数：{'、'.join(p.zh for p in missing)}")
    values: list[Any] = []
    for i, p in enumerate(rule.parameters):
        given = arguments[i] if i < len(arguments) else None
        if p.kind == "scale":
            given = _scale(given)
        elif p.is_setting and given is None:
            given = default_of(p)
        values.append(given)
    return rule(*values)


def _scale(name: Any) -> Any:
    """The bands by their name in the catalogue; two columns of them as they are."""
    if name is None or isinstance(name, (list, tuple)):
        return name
    try:
        return scales()[name]
    except (KeyError, TypeError):
        raise WrongInput(f"没有名为“{name}”的等次标准；现有：{'、'.join(scales()) or '无'}") from None


def entry(rule: Rule) -> dict[str, Any]:
    """A function as `shijibu functions --json` tells it."""
    return {
        "name": rule.name,
        "rules": list(rule.rules),
        "zh": rule.zh,
        "en": rule.en,
        "returns": rule.returns,
        "native": rule.native_body is not None,
        "parameters": [
            {
                "name": p.name, "kind": p.kind, "zh": p.zh, "en": p.en, "unit": p.unit,
                "optional": p.optional or default_of(p) is not None, "default": default_of(p), "setting": p.default,
            }
            for p in rule.parameters
        ],
    }


def plain(value: Any) -> Any:
    """A rule's value as JSON has it; an error cell is its name."""
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, CellError):
        return value.kind
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value
