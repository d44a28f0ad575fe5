"""Find, read and validate schemes. A fault names the file, the line and what is wrong."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from shijibu.errors import ShijibuError
from shijibu.outside_text import one_line
from shijibu.scheme.model import Scheme
from shijibu.scheme.parameters import DECLARED
from shijibu.scheme.type_faults import said
from shijibu.scheme.yaml_text import NotYaml, YamlText

if TYPE_CHECKING:
    from shijibu.scheme.faults import Fault

FILE = "scheme.yaml"
TEMPLATE = "template.xlsx"
"""The office's own form, beside the scheme."""
NEWLINE = "\n"
_TEMPLATE_BYTES = 4 * 2**20
# What a parameter may be is held when the file is read, an example when the scheme is checked; neither changes a figure.
_SAYS_NOTHING = {
    "demo": True, "clauses": True, "examples": True, "relations": True, "parameters": {"__all__": {"__all__": dict.fromkeys(DECLARED, True)}}}


class SchemeFault(ShijibuError):
    """A scheme file that cannot be used; the text lists every fault as `file:line: what`. lines: the line of each, and the fault alone."""

    def __init__(self, text: str, lines: Sequence[tuple[int, str]] = ()) -> None:
        super().__init__(text)
        self.lines = list(lines)

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
        raise _fault(str(file), [(line, "", "不是 UTF-8 编码的文件，请另存为 UTF-8")]) from None
    template = template_bytes(file.with_name(TEMPLATE))
    return parsed(text if template is None else with_template(text, template), str(file))


def template_bytes(file: Path) -> bytes | None:
    """The template at `file`; None where there is none. Raises SchemeFault for one that is no file or far too large."""
    if not file.exists():
        return None
    if not file.is_file() or file.stat().st_size > _TEMPLATE_BYTES:
        raise SchemeFault(one_line(f"{file}：模板应是不超过 {_TEMPLATE_BYTES // 2**20} MB 的 .xlsx 文件"))
    return file.read_bytes()


def with_template(text: str, template: bytes) -> str:
    """A scheme's text that has its template in it; its own lines keep their numbers."""
    told = f'"template": "{base64.b64encode(template).decode("ascii")}"'
    blank = len(text) - len(text.lstrip())
    if text[blank:blank + 1] == "{":  # written by a program
        return f"{text[:blank + 1]}{told}, {text[blank + 1:]}"
    return f"{text}{'' if text.endswith(NEWLINE) else NEWLINE}{told}{NEWLINE}"


def template_in(scheme: Scheme) -> bytes | None:
    """The bytes of a scheme's template; None where it has none, or where they are torn."""
    try:
        return None if scheme.template is None else base64.b64decode(scheme.template, validate=True)
    except ValueError:
        return None


def without_template(scheme: Scheme) -> Scheme:
    """The scheme as its own file has it, its template being another file."""
    if scheme.template is None:
        return scheme
    lines = [line for line in scheme.text.split(NEWLINE) if not line.startswith('"template": "')]
    bare = scheme.model_copy(update={"template": None})
    return bare.read_from(NEWLINE.join(lines))


@lru_cache(maxsize=32)
def parsed(text: str, name: str, *, known: bool = False) -> Scheme:
    """The scheme that `text` says; `name` is where it stands. Raises SchemeFault with every fault and its line.

    known: a round went out under it, so it was found good: what a later version of the program asks for besides does not unmake it.
    """
    try:
        written = YamlText(text)
        values = written.values
    except NotYaml as error:
        raise _fault(name, [(error.line, "", str(error))]) from None
    scheme = scheme_or_faults(values, known=known)
    if isinstance(scheme, Scheme):
        return scheme.read_from(text)
    raise _fault(name, sorted((written.line(loc), ".".join(map(str, loc)), what) for loc, what in scheme))


def _fault(name: str, wrong: Sequence[tuple[int, str, str]]) -> SchemeFault:
    """Line, place and what is wrong with each, as people read them."""
    lines = [(line, one_line(f"{place}: {what}" if place else what)) for line, place, what in wrong]
    return SchemeFault("\n".join(f"{one_line(name)}:{line}: {what}" for line, what in lines), lines)


def scheme_or_faults(values: Any, *, known: bool = False) -> Scheme | list[Fault]:
    """The scheme that plain values say; where they say none, everything that is wrong, with its place among them."""
    try:
        scheme = Scheme.model_validate(values)
    except ValidationError as error:
        return [(e["loc"], said(e)) for e in error.errors()]
    if known:
        return scheme
    from shijibu.scheme.faults import faults  # of a scheme that a ledger keeps nobody asks for them

    return list(faults(scheme)) or scheme


def text_of(scheme: Scheme) -> str:
    """What the scheme says, as its file has it; of one that a program made or changed, written anew (JSON is YAML too)."""
    if scheme.text and version(parsed(scheme.text, scheme.id, known=True)) == version(scheme):
        return scheme.text
    return json.dumps(scheme.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def rules_said(scheme: Scheme) -> dict[str, Any]:
    """What a scheme says of the review, as plain data: all that makes one version differ from another."""
    said = scheme.model_dump(mode="json", exclude=_SAYS_NOTHING)  # type: ignore[arg-type]
    if scheme.template is not None:  # nobody reads its bytes
        said["template"] = hashlib.sha256(scheme.template.encode()).hexdigest()[:12]
    return said


def version(scheme: Scheme) -> str:
    """A short hash of what the scheme says, by which a workbook tells the version that it was made from."""
    return scheme.once(_hashed)


def _hashed(scheme: Scheme) -> str:
    canonical = json.dumps(rules_said(scheme), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


def json_schema() -> dict[str, Any]:
    """JSON Schema of scheme files, for editors."""
    return Scheme.model_json_schema()
