"""YAML as our files are written: plain values, and the line of each. YAML 1.2's core, where yes, no, on and off are texts.

PyYAML's parser in C reads a scheme twenty times faster than one in Python, and each command and each reading worker reads one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

from shijibu.errors import ShijibuError

MOST_PARTS = 200_000
"""What a file may hold with every reference written out: a few lines of references to references stand for millions of parts."""
_DEEPEST = 100
"""Levels within each other that a file may have; the parser in C has only the machine's own stack for them."""
_CORE = "tag:yaml.org,2002:"
_MERGE = _CORE + "merge"


class NotYaml(ShijibuError, ValueError):
    """The text is not YAML that is read here. line: where, from 1."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """In C where PyYAML was built so, as its wheels are."""

    yaml_implicit_resolvers: dict[str, Any] = {}


for _kind, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?0b[01_]+|[-+]?0o[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+", "-+0123456789"),
    ("float", r"[-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9_]+([eE][-+][0-9]+)?"
              r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", "-+0123456789."),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("timestamp", r"\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?([Tt]|[ \t]+)\d\d?:\d\d:\d\d(\.\d*)?([ \t]*(Z|[-+]\d\d?(:\d\d)?))?", "0123456789"),
    ("merge", "<<", "<"),
):
    _Loader.add_implicit_resolver(_CORE + _kind, re.compile(rf"^(?:{_pattern})$", re.ASCII), list(_first))


class YamlText:
    """A file's text, read. Raises NotYaml where it is none."""

    def __init__(self, text: str) -> None:
        self._root = _composed(text)

    @property
    def values(self) -> Any:
        """All of it as Python's own values; keys are texts. Raises NotYaml."""
        try:
            return _plain(self._root, iter(range(MOST_PARTS)))
        except (OverflowError, RecursionError):
            raise NotYaml(1, "内容太多，或者一项引用了它自己；请不要用 & 和 * 引用") from None

    def line(self, path: tuple[Any, ...]) -> int:
        """The line of the deepest place on the way to `path` that the file has."""
        line, node = 1, self._root
        for step in path:
            found = next(((at, value) for key, at, value in _parts(node) if key == step), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        return line


def _composed(text: str) -> yaml.Node | None:
    try:
        _shallow(text)
        return yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        told = _clearer(text) or error
        raise NotYaml(told.problem_mark.line + 1 if told.problem_mark else 1, str(told.problem)) from None
    except yaml.YAMLError as error:  # characters that no YAML file has
        raise NotYaml(1, str(error).splitlines()[0]) from None
    except (ValueError, RecursionError) as error:
        raise NotYaml(1, str(error)) from None


def _clearer(text: str) -> yaml.MarkedYAMLError | None:
    """The fault as the parser in Python finds it: it names the character, and the line where it stands rather than where the file ends."""
    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        return error
    return None


def _shallow(text: str) -> None:
    """Raises NotYaml where lists and tables lie too deep within each other. Events come one after another and need no stack."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                raise NotYaml(event.start_mark.line + 1, f"套得太深：一项里最多套 {_DEEPEST} 层")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _parts(node: yaml.Node | None) -> Iterator[tuple[Any, yaml.Node, yaml.Node]]:
    """The key or number of each part of a node, what stands at its place, and the part."""
    if isinstance(node, yaml.MappingNode):
        yield from ((str(_scalar(key)), key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode))
    elif isinstance(node, yaml.SequenceNode):
        yield from ((i, part, part) for i, part in enumerate(node.value))


def _plain(node: yaml.Node | None, left: Iterator[int]) -> Any:
    """A node as Python's own values. Raises NotYaml, and OverflowError where `left` runs out."""
    if next(left, None) is None:
        raise OverflowError
    if node is None:
        return None
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if node.tag not in (_CORE + "map", _CORE + "seq"):
        raise _unknown_tag(node)
    return _table(node, left) if isinstance(node, yaml.MappingNode) else [_plain(part, left) for part in node.value]


def _unknown_tag(node: yaml.Node) -> NotYaml:
    return NotYaml(node.start_mark.line + 1, f"不能用 {node.tag.removeprefix(_CORE)} 这样的标记")


def _table(node: yaml.MappingNode, left: Iterator[int]) -> dict[str, Any]:
    own: dict[str, Any] = {}
    merged: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.tag == _MERGE:
            for one in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                if not isinstance(one, yaml.MappingNode):
                    raise NotYaml(line, "<< 后面应为另一项的引用")
                merged = _table(one, left) | merged
            continue
        if not isinstance(key, yaml.ScalarNode):
            raise NotYaml(line, "冒号前面应为一个词")
        name = str(_scalar(key))
        if name in own:
            raise NotYaml(line, f"这一项写了两次；只留一个（{name}）")
        own[name] = _plain(value, left)
    return merged | own


def _scalar(node: yaml.Node) -> Any:
    text = node.value
    match node.tag.removeprefix(_CORE):
        case "str":
            return text
        case "null":
            return None
        case "bool":
            return text.lower() == "true"
        case "int" | "float" | "timestamp" as kind:
            try:
                return _whole(text) if kind == "int" else _fraction(text) if kind == "float" else SafeConstructor().construct_yaml_timestamp(node)
            except ValueError as error:
                raise NotYaml(node.start_mark.line + 1, f"读不懂“{text[:60]}”（{error}）") from None
        case _:
            raise _unknown_tag(node)


def _whole(text: str) -> int:
    digits = text.replace("_", "")
    bare = digits.lstrip("+-")
    base = {"0b": 2, "0o": 8, "0x": 16}.get(bare[:2], 10)
    value = int(bare[2:] if base != 10 else bare, base)
    return -value if digits.startswith("-") else value


def _fraction(text: str) -> float:
    return float(text.replace("_", "").lower().replace(".inf", "inf").replace(".nan", "nan"))
