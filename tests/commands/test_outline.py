"""Commands are loaded when they are called, and what `--help` lists is what is there."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer

from shijibu.commands import loading
from shijibu.commands.loading import function_of
from shijibu.commands.main import app
from shijibu.commands.outline import OUTLINE, Command, Group
from tests.county import County

# All of ours that any page of help may load, and what of others' takes its time. Pydantic comes with what typer reads options with.
LIGHT = {"shijibu", "shijibu.start", "shijibu.errors", "shijibu.outside_text", "shijibu.terminal"}
HEAVY = {"asyncio", "django", "jinja2", "lxml", "numpy", "openpyxl", "pandas", "pyarrow", "rapidfuzz", "rich", "sqlalchemy", "xlsxwriter", "yaml"}


def loaded(*words: str, cwd: Path | None = None) -> set[str]:
    """The modules that a command line leaves loaded."""
    program = f"""
import sys
import weakref
from shijibu.start import main
sys.argv = ["shijibu", *{words!r}]
try:
    main()
finally:
    print("loaded:", *sys.modules, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=cwd)
    return set(done.stderr.partition("loaded:")[2].split())


def entries(of: tuple[Command | Group, ...]) -> Iterator[Command]:
    for entry in of:
        if isinstance(entry, Group):
            yield from entries(entry.commands)
        else:
            yield entry


def heavy(modules: Iterable[str]) -> set[str]:
    """Those that no page of help needs."""
    return {m for m in modules if m.split(".")[0] in HEAVY or (m.startswith("shijibu") and m not in LIGHT and not m.startswith("shijibu.commands"))}


@pytest.mark.parametrize("words", [("--help",), ("objection", "--help"), ("check", "--help")], ids=" ".join)
def test_a_page_of_help_loads_nothing_that_only_running_a_command_needs(words):
    modules = loaded(*words)
    assert "shijibu.commands.main" in modules and not heavy(modules)


def test_every_command_says_what_it_takes_without_what_it_works_with():
    """What a command needs to run is loaded in its function: its module is loaded for `--help`, too, and for what is typed wrong."""
    program = """
import sys
import typer
from shijibu.commands.main import app
before = set(sys.modules)
def load(group, name):
    global before
    for own, command in getattr(group, "commands", {}).items():
        print(f"{name} {own}:", *(sys.modules.keys() - before))
        before = set(sys.modules)
        load(command, f"{name} {own}")
load(typer.main.get_command(app), "shijibu")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    found = {name: modules.split() for name, _, modules in (line.partition(":") for line in done.stdout.splitlines())}
    assert len(found) > len(OUTLINE) and "shijibu.commands.objections" in {m for modules in found.values() for m in modules}
    assert not {name: sorted(heavy(modules)) for name, modules in found.items() if heavy(modules)}


@pytest.mark.parametrize("words", [("--help",), ("schemes",), ("no-such-command",)], ids=" ".join)
def test_what_a_command_leaves_is_not_looked_through_once_more_as_it_ends(words):
    program = f"""
import gc
import sys
from shijibu.start import main
sys.argv = ["shijibu", *{words!r}]
try:
    main()
finally:
    print("left:", len(gc.get_objects()), gc.get_freeze_count(), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    left, frozen = map(int, done.stderr.partition("left:")[2].split())
    assert left < frozen / 100


def test_what_typer_reads_options_with_is_not_loaded_for_the_list_of_commands():
    assert "pydantic" not in loaded("--help")


def test_a_command_loads_its_own_module_and_no_other_commands():
    modules = loaded("functions", "--json")
    assert "shijibu.commands.functions" in modules
    assert not {"shijibu.commands.check", "shijibu.commands.objections", "shijibu.commands.demo"} & modules


def test_a_check_without_template_and_ledger_waits_for_nothing_that_draws_and_no_database(tmp_path):
    modules = loaded("check", str(tmp_path))
    unneeded = {"openpyxl", "numpy", "docx", "jinja2", "shijibu.api", "sqlalchemy", "rich", "rapidfuzz", "olefile", "shijibu.rounds.results"}
    assert "shijibu.checks.check" in modules and not unneeded & modules


def test_a_check_enters_in_a_ledger_that_it_saw_a_file_without_sqlalchemy(tmp_path):
    county = County.made(tmp_path, units=1)
    county.issue("2026-Q1")
    file = county.returned("2026-Q1", county.smallest)
    modules = loaded("check", str(file), "--ledger", str(tmp_path / "shijibu.db"))
    assert "shijibu.rounds.prospect" in modules and "sqlalchemy" not in modules
    assert [one.unit for one in county.ledger.seen_in("deqing", "2026-Q1")] == [county.smallest] and county.ledger.verify() == []


def test_a_return_that_was_drawn_after_a_template_is_checked_without_what_draws(tmp_path):
    """Each worker that reads returns would wait for openpyxl."""
    county = County.made(tmp_path, units=1)
    county.issue("2026-Q1")
    (file,) = county.files.values()
    program = """
import sys
from pathlib import Path
from shijibu.checks.check import check_file
print(check_file(Path(sys.argv[1]), "a").unit, *({"openpyxl", "lxml", "xlsxwriter"} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [county.smallest]


@pytest.mark.parametrize(("words", "unneeded"), [
    (("explain", "D01"), ("shijibu.returns", "shijibu.checks.built_in", "sqlalchemy")),
    (("issue", ".", "--scheme", "deqing", "--period", "2026-Q1", "--out", "a", "--live", "no"), ("openpyxl", "numpy", "docx", "jinja2")),
    (("schemes",), ("sqlalchemy", "openpyxl", "docx")), (("objection", "list"), ("openpyxl", "docx", "jinja2", "shijibu.returns", "shijibu.issuing")),
    (("functions",), ("xlsxwriter", "sqlalchemy")),
], ids=lambda told: " ".join(told))
def test_a_command_waits_for_nothing_that_only_others_need(words, unneeded, tmp_path):
    modules = loaded(*words, cwd=tmp_path)
    assert {"shijibu.commands.options", "shijibu.scheme.load"} <= modules
    assert not {m for m in modules if m.startswith(unneeded)}


@pytest.mark.parametrize("command", list(entries(OUTLINE)), ids=lambda c: c.where)
def test_every_command_of_the_outline_is_there_and_says_in_chinese_what_it_does(command):
    assert callable(function_of(command))
    assert any("\u4e00" <= c <= "\u9fff" for c in command.help)


def test_names_are_listed_in_the_order_of_the_outline():
    group = typer.main.get_command(app)
    assert list(group.commands) == [entry.name for entry in OUTLINE]


def test_a_command_whose_module_cannot_be_loaded_is_not_said_to_be_no_command(monkeypatch):
    def broken(name: str) -> SimpleNamespace:
        raise KeyError("of the module's own")

    monkeypatch.setattr(loading, "import_module", broken)
    group = typer.main.get_command(app)
    with pytest.raises(KeyError, match="of the module's own"):
        group.get_command(None, "audit")
    assert group.get_command(None, "audti") is None


def test_what_a_command_keeps_to_the_end_holds_no_waste_and_other_programs_keep_nothing(monkeypatch):
    class Waste:
        pass

    before = gc.get_freeze_count()
    loading.stay(swept=True)
    assert gc.get_freeze_count() == before
    waste = Waste()
    waste.own = waste
    known = weakref.ref(waste)
    del waste
    monkeypatch.setattr(loading, "_process_of_a_command", True)
    try:
        loading.stay(swept=True)
        assert known() is None and gc.get_freeze_count() > before
    finally:
        gc.unfreeze()
