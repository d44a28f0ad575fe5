"""The VBA: ASCII, legal names, one function a rule, one sub a macro."""

from __future__ import annotations

import re

import pytest
from pyopenvba.interpreter._objects import VBAObject, member

from shijibu.scheme import catalogue
from shijibu_addin.excel import vba
from shijibu_addin.excel.build import modules
from shijibu_addin.excel.words import LONGEST_MODULE, RESERVED, argument, is_legal
from shijibu_addin.macros.menu import menu
from tests.excel.vba_host import Excel

HEAD = re.compile(r"^(?:Public|Private) (Function|Sub) (\w+)\((.*?)\)", re.M)
LINE = 1023  # the longest line that VBA takes


def test_the_modules_are_ascii_with_lines_that_vba_takes():
    for name, text in modules().items():
        assert text.isascii() and "\n" not in text.replace("\r\n", ""), name
        assert max(map(len, text.split("\r\n"))) <= LINE, name
        assert is_legal(name, LONGEST_MODULE) and text.startswith(f'Attribute VB_Name = "{name}"\r\n')


def test_every_name_is_legal_in_vba_and_none_stands_twice():
    for text in (vba.function_module(), vba.macro_module()):
        heads = HEAD.findall(text)
        names = [name.lower() for _, name, _ in heads]
        assert len(set(names)) == len(names)
        for _, name, told in heads:
            arguments = [re.sub(r"^(Optional|ByVal) | As \w+$", "", a) for a in told.split(", ") if a]
            assert all(is_legal(n) for n in (name, *arguments)), (name, arguments)
            assert len({a.lower() for a in arguments}) == len(arguments) <= 60
            assert name.lower() not in [a.lower() for a in arguments]


def test_there_is_a_function_for_each_rule_and_a_sub_for_each_macro():
    functions = {name for kind, name, _ in HEAD.findall(vba.function_module()) if kind == "Function" and name.startswith("SHIJI_")}
    assert functions == {f"SHIJI_{rule.name}" for rule in catalogue.functions()}
    subs = {name for kind, name, _ in HEAD.findall(vba.macro_module()) if kind == "Sub" and name.startswith("SHIJIBU_")}
    assert subs == {vba.sub_name(name) for own in menu().values() for name in own}


@pytest.mark.parametrize("word", ["scale", "date", "Step", "type", "To"])
def test_vbas_own_words_are_no_arguments(word):
    assert word.lower() in RESERVED and not is_legal(word)
    assert is_legal(argument(word)) and argument(word) == f"{word}_"
    assert argument("team_size") == "team_size"


@pytest.mark.parametrize("name", ["", "1st", "_x", "五星", "a b", "VB_Name", "x" * 256])
def test_other_names_that_vba_refuses(name):
    assert not is_legal(name)


class Button(VBAObject):
    """A ribbon's button as Excel hands it to the callback."""

    vba_type_name = "IRibbonControl"

    def __init__(self, tag: str) -> None:
        self._tag = tag

    @member(name="Tag")
    def tag(self) -> str:
        return self._tag


@pytest.mark.parametrize("name", [name for own in menu().values() for name in own])
def test_each_sub_and_each_button_runs_its_macro(excel, name):
    excel.server.commands.clear()
    excel.app.run(vba.sub_name(name))
    excel.app.run(vba.RIBBON, Button(name))
    wanted = f"from shijibu_addin.excel.menu import run; run('{name}')"
    assert excel.server.commands == [wanted, wanted]
    compile(wanted, "RunPython", "exec")


def test_the_offices_commands_run_without_a_workbook_and_no_others_do(python):
    empty = Excel(modules(), python)
    empty.app.add_module("Public Sub CloseAll()\n    Workbooks(1).Close False\nEnd Sub\n", name="Closing")
    empty.app.run("CloseAll")
    empty.app.run(vba.sub_name("check"))
    assert not empty.server.commands and not empty.app.workbooks()
    empty.app.run(vba.sub_name("office_remind"))
    assert empty.server.commands == ["from shijibu_addin.excel.menu import run; run('office_remind')"] and len(empty.app.workbooks()) == 1
