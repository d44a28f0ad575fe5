"""Every word and every form: what it gives, that it is checked, and how it is said. A new one is held to all of this by being there."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from shijibu.language import forms as forms_package
from shijibu.language.dictionary import forms, takes, words
from shijibu.language.expression import calls, parse
from shijibu.language.form import OfName
from shijibu.language.scope import Scope
from shijibu.scheme.binding import binding_of
from tests.language.made_up import SCHEME, evaluation

WORDS = list(words().values())
FORMS = list(forms().values())
CHINESE = re.compile("[\u4e00-\u9fff]")


def names(things: list) -> list[str]:
    return [thing.name for thing in things]


def wrong(text: str) -> list[str]:
    return list(binding_of(SCHEME).faults(text, "unit"))


@pytest.mark.parametrize("word", WORDS, ids=names(WORDS))
def test_a_words_example_gives_what_it_says(word):
    text, gives = word.example
    assert any(call.function == word.name for call in calls(parse(text)))
    assert wrong(text) == [] and evaluation().value(text, Scope("A")) == gives


@pytest.mark.parametrize("word", WORDS, ids=names(WORDS))
def test_a_word_says_what_it_means_and_is_said_in_chinese(word):
    phrase = binding_of(SCHEME).node(word.example[0], "unit").phrase("unit")
    assert word.gives and phrase and word.name not in phrase
    own = word.zh(*["甲"] * sum(p.default is p.empty for p in inspect.signature(word.meaning).parameters.values()))
    assert CHINESE.search(own), own


@pytest.mark.parametrize("word", WORDS, ids=names(WORDS))
def test_a_word_with_the_wrong_arguments_is_a_fault(word):
    parameters = inspect.signature(word.meaning).parameters.values()
    assert f"{word.name} 的各项按次序写，不写名称" in wrong(f"{word.name}(like='x')")
    if not any(p.kind is p.VAR_POSITIONAL for p in parameters):
        assert wrong(f"{word.name}({', '.join('1' * (len(parameters) + 1))})") == [f"{word.name} 应有{word.count}，现有 {len(parameters) + 1} 项"]
    least = [p for p in parameters if p.default is p.empty and p.kind is not p.VAR_POSITIONAL]
    if least:
        assert wrong(f"{word.name}()") == [f"{word.name} 应有{word.count}，现有 0 项"]


@pytest.mark.parametrize("word", [w for w in WORDS if w.takes], ids=lambda w: w.name)
def test_a_word_that_says_what_parameters_it_takes_takes_so_many(word):
    assert len(word.takes) == len(inspect.signature(word.meaning).parameters) and takes(word.name) == word.takes


@pytest.mark.parametrize("form", FORMS, ids=names(FORMS))
def test_a_forms_example_can_be_loaded_asked_and_told(form):
    assert any(call.function == form.name for call in calls(parse(form.example)))
    assert wrong(form.example) == []
    one = evaluation()
    one.value(form.example, Scope("A"))
    assert one.uncomputed == [] and not one.why_none(form.example, Scope("A"))
    phrase = binding_of(SCHEME).node(form.example, "unit").phrase("unit")
    assert form.gives and CHINESE.search(phrase) and not re.search("[{}]", phrase)


@pytest.mark.parametrize("form", [f for f in FORMS if issubclass(f, OfName)], ids=lambda f: f.name)
@pytest.mark.parametrize("arguments", ["", "1", "'total'", "total, total, total, total", "total, like=1"])
def test_a_form_takes_a_name_and_no_more_than_it_says(form, arguments):
    told = wrong(f"{form.name}({arguments})")
    assert [t for t in told if t.startswith(f"{form.name} 的第一项应为{form.of}：{form.name}(")], told


def test_a_form_is_one_file_of_its_name():
    files = {p.stem for p in Path(forms_package.__path__[0]).glob("*.py")} - {"__init__"}
    assert files == set(forms())


def test_no_word_is_a_form_too():
    assert not words().keys() & forms().keys()


@pytest.mark.parametrize(("form", "value"), [
    ("year(total)", [9, 7]), ("earlier(total)", [9]), ("previous(total)", 9), ("last(card)", "黄牌"), ("before(total)", [9]),
    ("course(total)", [9, 7]), ("recent(total, 2)", [9, 7]), ("years(total)", [7]), ("where(tasks.title, below(actual, planned))", ["修路"]),
    ("everywhere(tasks.title, tasks.unit)", ["架桥"]), ("everywhere(tasks.title, tasks.unit, above(points, 3))", []),
    ("owners(tasks.post)", ["正职", "副职"]),
    ("staff(score)", [4, 3]), ("staff(post)", ["正职", "副职"]), ("everyone(name)", ["张一", "张二"]),
    ("ever(seen_fields)", ["教育"]), ("param('DQ-9.main')", 4),
])
def test_forms(form, value):
    assert evaluation().value(form, Scope("A")) == value
