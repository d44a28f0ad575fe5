"""`--help` is in Chinese whole, and no line of it is wider than a terminal of 80 columns."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from shijibu.commands.help import help_text, wide, wrapped
from shijibu.commands.main import app
from tests.command import run

# What typer writes of its own.
ENGLISH = re.compile(r"\b(usage|options?|arguments?|commands?|required|default|show|message|exit|install|completion|str|text|path|int|integer|range"
                     r"|list)\b", re.I)


def pages(command: object, name: str = "shijibu") -> Iterator[tuple[str, object]]:
    yield name, command
    for under, own in getattr(command, "commands", {}).items():
        yield from pages(own, f"{name} {under}")


PAGES = dict(pages(typer.main.get_command(app)))


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_of_help_is_in_chinese_and_fits_eighty_columns(name, tmp_path):
    told = run(*name.split()[1:], "--help", cwd=tmp_path).stdout
    assert told.startswith(f"用法：{name} [选项]")
    assert max(map(wide, told.splitlines())) <= 80
    typed = re.compile(r"--[a-z-]+|^  [a-z-]+ ", re.M)  # options and commands are what they are
    assert not ENGLISH.findall(typed.sub("", told.replace(name, "")))


def test_what_is_needed_and_what_a_number_may_be_is_said(tmp_path):
    sample, settle = run("sample", "--help", cwd=tmp_path).stdout, run("objection", "settle", "--help", cwd=tmp_path).stdout
    assert "--size <整数>    抽取几行〔不小于 1；必填〕" in sample and "<名单>  名单：.xlsx 或 .csv〔必填〕" in sample
    assert "<号数>  异议的号数〔1 到 2147483647；必填〕" in settle
    assert "〔缺省 2026〕" in run("demo", "--help", cwd=tmp_path).stdout


def test_every_command_writes_its_page_so():
    """A command that is added gets it from the outline; nobody writes pages by hand."""
    for name, command in PAGES.items():
        assert help_text.__name__ in type(command).format_help.__code__.co_names, name


@given(st.lists(st.sampled_from(["中文，", "字", "abc ", "（括号）", "“引”。", "--out "])).map("".join), st.integers(min_value=12, max_value=40))
def test_a_broken_text_keeps_every_character_and_no_line_is_too_wide(text, width):
    lines = wrapped(text, width)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert all(wide(line) <= width for line in lines)


def test_no_line_begins_with_a_stop_or_ends_with_what_opens():
    assert wrapped("一二三四五，六七（八九十）", 10) == ["一二三四", "五，六七", "（八九十）"]
