"""What a line of YAML says, and where a fault stands."""

from __future__ import annotations

from datetime import date, datetime
from math import inf
from typing import Any

import pytest
import yaml

from shijibu.scheme.yaml_text import NotYaml, YamlText


@pytest.mark.parametrize(("text", "value"), [
    ("yes", "yes"), ("no", "no"), ("on", "on"), ("1:30", "1:30"), ("true", True), ("False", False), ("tRue", "tRue"),
    ("012", 12), ("0o17", 15), ("0x1F", 31), ("-0b11", -3), ("1_000", 1000), ("+5", 5), ("09", 9),
    ("1.5", 1.5), ("1e5", 1e5), (".5", 0.5), ("1.", 1.0), ("-.inf", -inf), ("~", None), ("null", None), ("", None), ("''", ""),
    ("'5'", "5"), ("!!str 5", "5"), ("!!int '5'", 5), ("2026-04-10", date(2026, 4, 10)), ("2026-04-10 10:00:00", datetime(2026, 4, 10, 10)),
    ("2026-4-1", "2026-4-1"), ("١", "١"), ("x#y", "x#y"), ("[1, {b: c}]", [1, {"b": "c"}]), ("\n  - 1\n  - 2", [1, 2]),
])  # fmt: skip
def test_a_value_is_what_the_core_of_yaml_takes_it_for(text: str, value: Any):
    read = YamlText(f"a: {text}").values["a"]
    assert read == value and type(read) is type(value)


def test_keys_are_texts_and_a_merged_table_gives_way_to_what_stands_beside_it():
    text = "1: x\ntrue: y\nbase: &base {p: 1, q: 2}\nown:\n  <<: *base\n  q: 3\nlisted:\n  <<: [*base, {q: 9, r: 4}]\n"
    assert YamlText(text).values == {"1": "x", "True": "y", "base": {"p": 1, "q": 2}, "own": {"p": 1, "q": 3}, "listed": {"p": 1, "q": 2, "r": 4}}


def test_a_part_is_found_at_its_line_and_what_is_not_there_at_the_nearest_above():
    written = YamlText("a:\n  - x: 1\n    y:\n      z: 2\n  - x: 3\n")
    lines = {(): 1, ("a",): 1, ("a", 0): 2, ("a", 0, "y", "z"): 4, ("a", 1, "x"): 5, ("a", 1, "y"): 5, ("a", 7): 1, ("b",): 1, ("a", 0, "x", "t"): 2}
    assert {path: written.line(path) for path in lines} == lines


@pytest.mark.parametrize(("text", "line", "what"), [
    ("a: 1\nb: 2\na: 3", 3, "这一项写了两次；只留一个（a）"),
    ("a: 1\nb: [1,\n2", 3, "expected ',' or ']'"),
    ("a: 1\nb: c: d", 2, "mapping values are not allowed here"),
    ("a: @x", 1, "character '@'"),
    ("a: !foo 5", 1, "!foo"), ("a: !!python/object:os.system {}", 1, "python/object"), ("a: !!binary aGk=", 1, "binary"),
    ("a: 1\nb: 2026-02-30", 2, "2026-02-30"),
    ("? [1]\n: 2", 1, "冒号前面应为一个词"),
    ("a: {<<: 5}", 1, "<< 后面应为另一项的引用"),
    ("a: 1\n---\nb: 2", 2, "another document"),
    ("\x00a: 1", 1, "#x0000"), ("a: \ud800", 1, "surrogates"),
    ("&a [*a]", 1, "引用"), ("a: *b", 1, "alias"),
])  # fmt: skip
def test_a_fault_is_said_with_its_line(text: str, line: int, what: str):
    with pytest.raises(NotYaml) as fault:
        YamlText(text).values  # noqa: B018
    assert fault.value.line == line and what in str(fault.value)


@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "? "])
def test_a_nesting_without_end_is_a_fault_and_not_the_end_of_the_process(opening: str):
    with pytest.raises(NotYaml, match="套得太深"):
        YamlText(opening * 100_000)


def test_references_to_references_are_counted_out():
    layers = "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True))
    with pytest.raises(NotYaml, match="引用"):
        YamlText(f"a: &a [x, x, x, x, x, x, x, x, x]\n{layers}").values  # noqa: B018


def test_the_parser_in_c_is_the_one_that_reads():
    assert yaml.__with_libyaml__
