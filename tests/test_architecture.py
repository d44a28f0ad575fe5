"""Imports run one way, and no county has code of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.modules import tree_of

ROOT = Path(__file__).parents[1]
ENGINE, ADDIN = ROOT / "engine", ROOT / "addin"
# Each part of the library may import those of the rows before it, and itself. What a file lies in, or is, is its part.
ROWS = (
    ("errors", "memory", "outside_text"), ("screen",), ("files", "terminal", "spreadsheet"),
    ("problems", "rules"), ("language",), ("scheme", "ledger"), ("figures",),
    ("workbook",), ("issuing",), ("returns",), ("roster", "scheme_book"), ("scheme_draft",), ("checks",),
    ("rounds",), ("simulation",), ("report",), ("tables", "series"), ("province",), ("api",),
    ("demo", "sampling", "backup", "bundle", "shortcut"), ("commands",), ("start",),
)
ROW = {part: number for number, row in enumerate(ROWS) for part in row}
COMMANDS = {"commands", "start"}
DESK = ENGINE / "shijibu_desk"
# Code after xlwings' own classes, each of which knows the others.
CIRCLE = "shijibu_addin.libreoffice.xlwings_engine."
MODULES = sorted([*ENGINE.rglob("*.py"), *ADDIN.rglob("*.py")])


def module_name(path: Path) -> str:
    base = ENGINE if path.is_relative_to(ENGINE) else ADDIN
    parts = path.relative_to(base).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    """Every module that a module imports, wherever in it, with relative imports made absolute."""
    package = module_name(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])]) if node.level else node.module
            yield from (f"{base}.{alias.name}" for alias in node.names)


def part(name: str) -> str | None:
    """`rules` of shijibu.rules.cards; None for what is not ours."""
    parts = name.split(".")
    return parts[1] if parts[0] == "shijibu" and len(parts) > 1 else None


def may_import(own: str, other: str) -> bool:
    return own == other or ROW[other] < ROW[own]


LIBRARY = [m for m in MODULES if m.is_relative_to(ENGINE) and not m.is_relative_to(DESK)]


@pytest.mark.parametrize("path", LIBRARY, ids=module_name)
def test_imports_run_one_way(path):
    own = part(module_name(path))
    if own is None:  # the package itself, which names what api and rules give
        assert {part(name) for name in imports(path)} <= {None, "api", "rules"}
        return
    assert own in ROW, f"{own} has no place among the parts yet"
    assert {part(name) for name in imports(path)} <= {None, "__version__", *ROW}, "a name that api gives is imported from where it is made"
    upward = {name for name in imports(path) if (other := part(name)) in ROW and not may_import(own, other)}
    assert not upward, f"{module_name(path)} imports {', '.join(sorted(upward))}"


@pytest.mark.parametrize("path", LIBRARY, ids=module_name)
def test_the_library_knows_nothing_of_the_spreadsheet_hosts(path):
    """The command line stands on top of both, and alone may."""
    if part(module_name(path)) == "commands":
        return
    assert not [name for name in imports(path) if name.split(".")[0] in ("shijibu_addin", "shijibu_desk", "django")]


@pytest.mark.parametrize("path", [m for m in MODULES if m.is_relative_to(ADDIN) or m.is_relative_to(DESK)], ids=module_name)
def test_hosts_and_desk_know_nothing_of_the_command_line(path):
    assert not [name for name in imports(path) if part(name) in COMMANDS]


@pytest.mark.parametrize("path", [m for m in MODULES if m.is_relative_to(ADDIN)], ids=module_name)
def test_the_hosts_know_nothing_of_the_desk(path):
    """Its server may stand behind the same gate; what it is told of the desk is handed in."""
    assert not [name for name in imports(path) if name.split(".")[0] in ("shijibu_desk", "django")]


def test_no_modules_import_each_other_in_a_circle():
    """Wherever in a file the import stands, for types too: of two files that know each other neither can be read alone."""
    known = {module_name(m) for m in MODULES}
    graph = {module_name(m): {own for name in imports(m) if (own := _module_of(name, known)) not in (None, module_name(m))} for m in MODULES}
    graph["shijibu"] = set()  # which every module lies in: it loads api when somebody asks for a name of it, and no module of ours does
    circles = [found for found in _circles(graph) if not all(name.startswith(CIRCLE) for name in found)]
    assert not circles, "\n".join(" <-> ".join(sorted(found)) for found in circles)


def _module_of(name: str, known: set[str]) -> str | None:
    """The module of ours that an imported name lies in, or is."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name or None


def _circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """The groups of modules each of which reaches the others."""
    reach = {name: _reached(graph, name) for name in graph}
    groups = ({other for other in reach[name] if name in reach[other]} | {name} for name in graph if name in reach[name])
    return [set(group) for group in {frozenset(group) for group in groups}]


def _reached(graph: dict[str, set[str]], start: str) -> set[str]:
    waiting, reached = [start], set()
    while waiting:
        for other in graph[waiting.pop()] - reached:
            reached.add(other)
            waiting.append(other)
    return reached


@cache
def counties() -> frozenset[str]:
    """The schemes' ids: the folders of the templates."""
    return frozenset(folder.name for folder in (ROOT / "workbook_templates").iterdir() if folder.is_dir())


def _texts(node: ast.AST) -> Iterator[str]:
    for part_of in ast.walk(node):
        if isinstance(part_of, ast.Constant) and isinstance(part_of.value, str):
            yield part_of.value


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_code_never_asks_which_county_it_works_for(path):
    """What differs between counties is in their scheme files; a comparison, a match or a table by county would be code of one's own."""
    for node in ast.walk(tree_of(path)):
        asked: list[str] = []
        if isinstance(node, (ast.Compare, ast.match_case)):
            asked = list(_texts(node if isinstance(node, ast.Compare) else node.pattern))
        elif isinstance(node, ast.Dict):
            asked = [text for key in node.keys if key is not None for text in _texts(key)]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("startswith", "endswith"):
            asked = [text for argument in node.args for text in _texts(argument)]
        named = counties() & set(asked)
        assert not named, f"{module_name(path)}:{getattr(node, 'lineno', '?')} asks for {', '.join(sorted(named))}"


def test_there_are_modules_and_counties_to_look_at():
    assert len(MODULES) > 15 and "deqing" in counties()


def test_a_circle_is_seen_however_long():
    assert _circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set()}) == [{"a", "b", "c"}]
