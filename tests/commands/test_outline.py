"""Commands are loaded when they are called, and what `--help` lists is what is there."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import typer

from shijibu.commands import loading
from shijibu.commands.loading import function_of
from shijibu.commands.main import app
from shijibu.commands.outline import OUTLINE, Command, Group
from tests.county import County

# What takes its time to load, and what of ours begins to load it.
HEAVY = ("sqlalchemy", "yaml", "rich", "lxml", "openpyxl", "numpy", "pandas", "pyarrow", "rapidfuzz", "shijibu.rules", "shijibu.scheme",
         "shijibu.ledger")


def loaded(*words: str) -> set[str]:
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
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    return set(done.stderr.partition("loaded:")[2].split())


def entries(of: tuple[Command | Group, ...]) -> Iterator[Command]:
    for entry in of:
        if isinstance(entry, Group):
            yield from entries(entry.commands)
        else:
            yield entry


@pytest.mark.parametrize("words", [("--help",), ("objection", "--help")], ids=" ".join)
def test_help_loads_no_command_and_nothing_that_commands_need(words):
    modules = loaded(*words)
    assert "shijibu.commands.main" in modules
    assert not {m for m in modules if m in HEAVY or m.startswith(tuple(f"{h}." for h in HEAVY))}


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
    (("explain",), ("shijibu.returns", "shijibu.checks.built_in")), (("issue",), ("openpyxl", "numpy", "docx", "jinja2")),
    (("schemes",), ("sqlalchemy", "openpyxl", "docx")), (("objection", "list"), ("openpyxl", "docx", "jinja2", "shijibu.returns", "shijibu.issuing")),
    (("functions",), ("xlsxwriter", "sqlalchemy")),
], ids=lambda told: " ".join(told))
def test_a_command_waits_for_nothing_that_only_others_need(words, unneeded):
    modules = loaded(*words, "--help")
    assert "shijibu.commands.options" in modules
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
