"""Find, read and validate schemes. A fault names the file, the line and what is wrong."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarbool import ScalarBoolean

from shijibu.errors import ShijibuError
from shijibu.outside_text import one_line
from shijibu.scheme.faults import faults
from shijibu.scheme.kinds import NUMBER, WHOLE
from shijibu.scheme.model import Scheme
from shijibu.scheme.parameters import DECLARED

FILE = "scheme.yaml"
# What a parameter may be is held when the file is read, and changes no figure.
_SAYS_NOTHING = {"demo": True, "clauses": True, "relations": True, "parameters": {"__all__": {"__all__": dict.fromkeys(DECLARED, True)}}}


class SchemeFault(ShijibuError):
    """A scheme file that cannot be used; the text lists every fault as `file:line: what`."""

    @property
    def sentences(self) -> list[str]:
        return ["方案文件有误：", *str(self).split("\n")]


class UnknownScheme(ShijibuError, LookupError):
    """No scheme of that id."""


def folders() -> list[Path]:
    """Where schemes are looked for: SHIJIBU_TEMPLATES (folders, separated as in PATH), then what came with the package."""
    package = Path(__file__).resolve().parents[1]
    given = [Path(p) for p in os.environ.get("SHIJIBU_TEMPLATES", "").split(os.pathsep) if p]
    shipped = package / "workbook_templates"
    return [*given, shipped if shipped.is_dir() else package.parents[1] / "workbook_templates"]


def shipped(id: str) -> bool:
    """Whether a scheme came with the package."""
    return scheme_file(id).parents[1] == folders()[-1]


@lru_cache(maxsize=16)
def _listed(roots: tuple[Path, ...]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for root in roots:
        for file in sorted(root.glob(f"*/{FILE}")):
            found.setdefault(file.parent.name, file)
    return found


def scheme_ids() -> list[str]:
    return sorted(_listed(tuple(folders())))


def scheme_file(id: str) -> Path:
    try:
        return _listed(tuple(folders()))[id]
    except KeyError:
        raise UnknownScheme(f"没有名为“{id}”的考评方案；现有：{'、'.join(scheme_ids())}") from None


def load(id: str) -> Scheme:
    """The scheme of that id. Raises UnknownScheme, SchemeFault."""
    return read(scheme_file(id))


def read(file: Path) -> Scheme:
    """The scheme in `file` as it is now. Raises SchemeFault with every fault and its line."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SchemeFault(one_line(f"{file}:{line}: 不是 UTF-8 编码的文件，请另存为 UTF-8")) from None
    return parsed(text, str(file))


@lru_cache(maxsize=32)
def parsed(text: str, name: str, *, known: bool = False) -> Scheme:
    """The scheme that `text` says; `name` is where it stands. Raises SchemeFault with every fault and its line.

    known: a round went out under it, so it was found good: what a later version of the program asks for besides does not unmake it.
    """
    tree = _tree(text, name)
    try:
        plain = _plain(tree, iter(range(_MOST_PARTS)))
    except (OverflowError, RecursionError):
        raise SchemeFault(one_line(f"{name}:1: 内容太多，或者一项引用了它自己；请不要用 & 和 * 引用")) from None
    try:
        scheme = Scheme.model_validate(plain)
    except ValidationError as error:
        told = [": ".join(t for t in (f"{name}:{_line(tree, e['loc'])}", ".".join(map(str, e["loc"])), _said(e)) if t) for e in error.errors()]
        raise SchemeFault("\n".join(map(one_line, told))) from None
    wrong = [] if known else sorted((_line(tree, loc), ".".join(map(str, loc)), what) for loc, what in faults(scheme))
    if wrong:
        raise SchemeFault("\n".join(one_line(f"{name}:{line}: {place}: {what}") for line, place, what in wrong))
    return scheme.read_from(text)


def text_of(scheme: Scheme) -> str:
    """What the scheme says, as its file has it; of one that a program made or changed, written anew (JSON is YAML too)."""
    if scheme.text and version(parsed(scheme.text, scheme.id, known=True)) == version(scheme):
        return scheme.text
    return json.dumps(scheme.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def _tree(text: str, name: str) -> Any:
    """What the text says, with the place of each part. Raises SchemeFault."""
    try:
        return YAML(typ="rt").load(text)
    except DuplicateKeyError as error:
        line, what = _marked(error), f"这一项写了两次；只留一个（{(error.problem or '').partition(' with value')[0]}）"
    except MarkedYAMLError as error:
        line, what = _marked(error), str(error.problem)
    except YAMLError as error:  # characters that no YAML file has
        line, what = 1, str(error).splitlines()[0]
    except (ValueError, RecursionError) as error:  # a number or a nesting without end
        line, what = 1, str(error)
    raise SchemeFault(one_line(f"{name}:{line}: {what}"))


def _marked(error: MarkedYAMLError) -> int:
    return error.problem_mark.line + 1 if error.problem_mark else 1


def _said(error: ErrorDetails) -> str:
    """What is wrong with the type of a part; of a number, with what would be right, as of a parameter."""
    kind = {"float_type": NUMBER, "int_type": WHOLE, "finite_number": NUMBER}.get(error["type"])
    told = next((what for _, what in kind.faults(error["input"])), None) if kind else None
    if error["type"] == "model_type" and not error["loc"]:
        return "不是方案文件：应为 YAML 写的各项；请用 shijibu schemes 查看现有的方案"
    return told or error["msg"]


def rules_said(scheme: Scheme) -> dict[str, Any]:
    """What a scheme says of the review, as plain data: all that makes one version differ from another."""
    return scheme.model_dump(mode="json", exclude=_SAYS_NOTHING)  # type: ignore[arg-type]


def version(scheme: Scheme) -> str:
    """A short hash of what the scheme says, by which a workbook tells the version that it was made from."""
    canonical = json.dumps(rules_said(scheme), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def json_schema() -> dict[str, Any]:
    """JSON Schema of scheme files, for editors."""
    return Scheme.model_json_schema()


_MOST_PARTS = 200_000
"""What a scheme may hold with every reference written out: a few lines of references to references stand for millions of parts."""


def _plain(node: Any, left: Iterator[int]) -> Any:
    """The tree as Python's own values. Raises OverflowError where `left` runs out."""
    if next(left, None) is None:
        raise OverflowError
    if isinstance(node, dict):
        return {str(k): _plain(v, left) for k, v in node.items()}
    if isinstance(node, list):
        return [_plain(v, left) for v in node]
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, ScalarBoolean):  # a truth with an anchor, which Python takes for a number
        return bool(node)
    for kind in (int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


def _line(tree: Any, loc: tuple[Any, ...]) -> int:
    """The line of the deepest place on the way to `loc` that the file has."""
    line, node = 1, tree
    for key in loc:
        try:
            position = node.lc.item(key) if isinstance(node, CommentedSeq) else node.lc.key(key)
            line, node = position[0] + 1, node[key]
        except (KeyError, IndexError, AttributeError, TypeError):
            break
    return line
