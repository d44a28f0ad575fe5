"""Each kind of problem says what it knows, and knows nothing that it does not say."""

from __future__ import annotations

import pickle
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from shijibu import problems
from shijibu.problems.catalogue import CATALOGUE
from shijibu.problems.files import Damaged
from shijibu.problems.finding import Finding
from shijibu.problems.identity import SupersededIssue
from shijibu.problems.kind import Kind, facts, names_in, problem
from shijibu.problems.problem import problem_of
from shijibu.problems.refused import Refused
from shijibu.problems.values import PercentAboveOne, ValueMissing
from shijibu.scheme.yaml_text import YamlText

KINDS = [pytest.param(kind, id=code) for code, kind in sorted(CATALOGUE.items())]
# What the texts take beside the facts themselves: made of them.
LENGTH, MOST = {"long": "length", "most": "limit"}, {"most": "limit"}
MADE_OF_FACTS = {
    "percent.above-one": {"percent": "number"}, "value.out-of-range": {"allowed": "span", "wanted": "span"},
    "identity.superseded-issue": {"same": "changed"}, "value.too-long": LENGTH,
    "value.overlong": LENGTH, "file.too-large": {"large": "size", **MOST},
    "file.inflates-too-large": MOST, "file.too-many-tags": MOST, "sheet.too-large": MOST,
}


def an_instance(kind: type[Kind], **given: Any) -> Kind:
    return kind(**{name: given.get(name, 7.0 if kind.__annotations__[name] in ("int", "float") else name) for name in facts(kind)})


@pytest.mark.parametrize("kind", KINDS)
def test_a_kinds_texts_take_its_own_facts_and_every_one_of_them(kind):
    taken = names_in(kind.message) | names_in(kind.fix)
    made = MADE_OF_FACTS.get(kind.code, {})
    assert taken - set(made) <= set(facts(kind)) and set(facts(kind)) <= taken | set(made.values())
    assert all(isinstance(getattr(kind, name), property) for name in made)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_with_its_facts_is_said_whole(kind):
    said = an_instance(kind)
    assert not {"{", "}"} & set(said.says() + said.remedy()) and said.says()


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_not_made_without_the_facts_that_it_needs(kind):
    with pytest.raises(TypeError):
        kind(misspelt=1)
    if needed := [name for name in facts(kind) if not hasattr(kind, name)]:
        with pytest.raises(TypeError, match=needed[0]):
            kind(**{name: "x" for name in facts(kind) if name != needed[0]})


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_travels_between_processes(kind):
    said = an_instance(kind)
    assert pickle.loads(pickle.dumps(said)) == said
    refused = pickle.loads(pickle.dumps(Refused(said, sheet="表", cell="F8")))
    assert (refused.kind, refused.sheet, refused.cell, str(refused)) == (said, "表", "F8", kind.code)
    with pytest.raises(AttributeError):
        said.title = "x"  # type: ignore[misc]


def test_every_module_of_kinds_is_in_the_catalogue():
    folder = Path(problems.__file__).parent
    everywhere = [import_module(f"shijibu.problems.{file.stem}") for file in folder.glob("*.py") if file.stem not in ("__init__", "declared")]
    kinds = {k for m in everywhere for k in vars(m).values() if isinstance(k, type) and issubclass(k, Kind) and k is not Kind}
    assert kinds == set(CATALOGUE.values())


def test_each_kind_is_shown_by_a_file_that_has_it_or_by_a_test():
    tests = Path(__file__).parents[1]
    listed = YamlText((tests / "returns" / "failures.yaml").read_text(encoding="utf-8")).values
    entries = [entry for group in listed.values() for entry in group]
    shown = {code for entry in entries for code in (*(p[0] for p in entry.get("problems", ())), *entry.get("counts", ()))}
    others = [file.read_text(encoding="utf-8") for file in tests.rglob("*.py") if Path(__file__).parent not in file.parents]
    shown |= {code for code in CATALOGUE if any(f'"{code}"' in text for text in others)}
    assert not set(CATALOGUE) - shown


def test_one_code_is_one_kind():
    with pytest.raises(ValueError, match=r"file\.empty"):
        @problem
        class Another(Kind):
            code = "file.empty"
            title = message = "空"


def test_what_is_said_only_with_a_fact_is_left_out_without_it():
    assert (ValueMissing(label="事项").says(), ValueMissing(label="事项", merged="B3").says()) == ("缺“事项”", "缺“事项”（这一格与 B3 合并了）")
    same, changed = (SupersededIssue(issue=1, latest=2, file="a.xlsx", changed=changed) for changed in ("", "干部名册"))
    assert (same.remedy(), changed.remedy()) == ("名册和预填内容没有变动，不需要处理", "请在新下发的工作簿中填写后再交")


def test_facts_are_said_as_cells_show_them_on_one_line_and_not_without_end():
    assert PercentAboveOne(number=0.1 + 0.2 + 1, suggestion="1.3%").says().startswith("1.3 即 130%")
    assert Damaged(part="一\n二").says() == "文件已损坏（一 二）" and Damaged(part="长" * 99).says() == f"文件已损坏（{'长' * 57}…）"
    assert Damaged(part="{label}").says() == "文件已损坏（{label}）"


def test_a_scheme_may_weigh_a_kind_otherwise_and_a_finding_too():
    finding = Finding(ValueMissing(label="事项"), "工作亮相", "B3")
    assert problem_of(finding).severity == "error" and problem_of(finding, {"value.missing": "notice"}).severity == "notice"
    finding.severity = "warning"
    assert problem_of(finding).severity == "warning" and problem_of(finding).place == "工作亮相!B3"
