"""What the LibreOffice add-in does when something of ours is broken: an error cell and a line in the log, and LibreOffice lives on."""

from __future__ import annotations

from pathlib import Path

import pytest

from shijibu.rules import Parameter, Rule
from shijibu.scheme import catalogue
from shijibu_addin.libreoffice import install
from shijibu_addin.libreoffice.extension import unpack
from shijibu_addin.libreoffice.office import Office
from tests.libreoffice.extensions import moved, with_code

BREAK_TOTAL = """
from shijibu.rules import REGISTRY

def broken(*_):
    raise ZeroDivisionError("broken on purpose")

REGISTRY["TOTAL"].function = broken
"""


def extension_with_a_broken_rule(folder: Path) -> Path:
    """An extension in whose environment the rule TOTAL raises what no rule should."""
    return with_code(folder, BREAK_TOTAL)


def shown(office: Office, *formulas: str) -> list[str]:
    document = office.new()
    try:
        cell = document.Sheets.getByIndex(0).getCellRangeByName("A1")
        out = []
        for formula in formulas:
            cell.Formula = f"={formula}"
            out.append(cell.String)
        return out
    finally:
        document.close(True)


def test_a_rule_that_raises_is_an_error_cell_and_a_line_in_the_log(tmp_path):
    log = tmp_path / "state" / "addin.log"
    with Office(extensions=[extension_with_a_broken_rule(tmp_path)], environment={"SHIJIBU_ADDIN_LOG": str(log)}) as office:
        assert shown(office, "SHIJI.STARLIMIT(7)", 'SHIJI.STARLIMIT("x")') == ["4", "#VALUE!"]
        assert not log.exists()  # a person's wrong input is no failure of ours
        assert shown(office, "SHIJI.TOTAL({1;2})", 'IFERROR(SHIJI.TOTAL({1;2});"native")', "SHIJI.STARLIMIT(7)") == ["#VALUE!", "native", "4"]
    told = log.read_text(encoding="utf-8")
    assert "TOTAL" in told and "ZeroDivisionError: broken on purpose" in told


def test_a_log_that_cannot_be_written_takes_no_function_away(tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    log = tmp_path / "file" / "addin.log"
    with Office(extensions=[extension_with_a_broken_rule(tmp_path)], environment={"SHIJIBU_ADDIN_LOG": str(log)}) as office:
        assert shown(office, "SHIJI.STARLIMIT(7)", "SHIJI.TOTAL({1;2})", "SHIJI.STARLIMIT(5)") == ["4", "#VALUE!", "3"]


def test_a_log_that_is_a_folder_makes_no_other_error_of_a_failure(tmp_path):
    log = tmp_path / "log"
    log.mkdir()
    with Office(extensions=[extension_with_a_broken_rule(tmp_path)], environment={"SHIJIBU_ADDIN_LOG": str(log)}) as office:
        assert shown(office, "SHIJI.TOTAL({1;2})", "SHIJI.STARLIMIT(7)") == ["#VALUE!", "4"]


def test_an_environment_that_was_moved_is_told_in_the_log_and_the_native_face_takes_over(tmp_path):
    log = tmp_path / "addin.log"
    with Office(extensions=[moved(tmp_path)], environment={"SHIJIBU_ADDIN_LOG": str(log)}) as office:
        assert shown(office, "SHIJI.STARLIMIT(7)", "IFERROR(SHIJI.STARLIMIT(7);99)") == ["#VALUE!", "99"]
    told = log.read_text(encoding="utf-8")
    assert str(tmp_path / "gone") in told and "请重新运行 shijibu addin install libreoffice" in told


def test_a_new_function_needs_nothing_here_whatever_its_parameters_are_called(tmp_path, monkeypatch):
    """Words of the type library's own language among them: one bad name there would take every function away."""
    names = ["zeta", "type", "property", "optional", "any", "in", "two_words", "twowords", "alpha", "sequence"]
    added = Rule("EXTRA", lambda *_: 1, tuple(Parameter(n, f"参数{i}", n) for i, n in enumerate(names)), (), "新函数", "a new function")
    functions = [*catalogue.functions(), added]
    monkeypatch.setattr(catalogue, "functions", lambda: functions)
    with Office(extensions=[unpack(tmp_path / "shijibu")]) as office:
        assert shown(office, "SHIJI.STARLIMIT(7)") == ["4"]
        assert arguments_told(office)["SHIJI.EXTRA"] == [(n, f"参数{i}") for i, n in enumerate(names)]


def test_the_function_wizard_tells_each_parameter_in_chinese_and_in_its_place(tmp_path):
    with Office(extensions=[unpack(tmp_path / "shijibu")]) as office:
        told = arguments_told(office)
    for rule in catalogue.functions():
        assert [name for name, _ in told[f"SHIJI.{rule.name}"]] == [p.name for p in rule.parameters], rule.name
        assert all(zh.startswith(p.zh) for p, (_, zh) in zip(rule.parameters, told[f"SHIJI.{rule.name}"], strict=True)), rule.name


def arguments_told(office: Office) -> dict[str, list[tuple[str, str]]]:
    """Each function's parameters, name and description, as the function wizard shows them."""
    told = office.context.ServiceManager.createInstanceWithContext("com.sun.star.sheet.FunctionDescriptions", office.context)
    found = {}
    for i in range(told.Count):
        values = {p.Name: p.Value for p in told.getByIndex(i)}
        found[values["Name"]] = [(a.Name, a.Description) for a in values["Arguments"] or ()]
    return found


@pytest.mark.parametrize(("lines", "sentence"), [
    (["", "ERROR: The lock file is held.", "", "ERROR: unopkg failed."], "unopkg 没有完成：The lock file is held."),
    (["ERROR: Exception occurred: There is no such extension deployed: org.shijibu.calc", "ERROR: unopkg failed."], "没有装过实绩簿的扩展"),
    (["ERROR: unopkg failed."], "unopkg 没有完成：3"),
])
def test_what_stopped_unopkg_is_told_and_not_only_that_it_failed(tmp_path, monkeypatch, lines, sentence):
    program = tmp_path / "unopkg"
    program.write_text("#!/bin/sh\ncat >&2 <<'END'\n" + "\n".join(lines) + "\nEND\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(install, "_is_root", lambda: False)
    monkeypatch.setattr(install, "soffice", lambda: tmp_path / "soffice")
    with pytest.raises(install.CannotInstall) as stopped:
        install.uninstall()
    assert str(stopped.value) == sentence
