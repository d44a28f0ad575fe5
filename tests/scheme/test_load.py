"""Schemes are files: faults are told with file and line, and a new folder is a new county."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from shijibu.rules import REGISTRY
from shijibu.scheme.load import SchemeFault, UnknownScheme, json_schema, load, parsed, read, scheme_file, scheme_ids, version
from tests import command

SEVENTH = """\
id: seventh
name: 七县实绩月评
county: 七县
office: 县委办
source: 测试用
cadence: month
deadline_days: 5
roster:
  kinds:
    - {id: office, label: 科室}
  posts: [正职, 副职]
parameters:
  DQ-2:
    cap: {value: 1.0, title: 完成比上限}
  TX-4:
    least: {value: 60, title: 及格线}
workbooks:
  - id: unit
    title: 月报
    file: "{period}_{code}.xlsx"
    sheets:
      - {title: 封面, heading: 月报, cover: true}
      - title: 月度工作
        heading: 月度工作
        tables:
          - id: jobs
            title: 工作
            rows: 6
            owner: who
            columns:
              - {id: who, label: 经办人, type: official, required: true}
              - {id: job, label: 事项, required: true}
              - {id: due, label: 应办件, type: integer, required: true, min: 0}
              - {id: done, label: 已办件, type: integer, required: true, min: 0}
              - {id: ratio, label: 办结比, type: number, live: "RATIO(due, done)"}
unit_figures:
  - {id: handled, label: 办结率, rule: DQ-2, formula: "MEAN(jobs.ratio)", live: true, result: true, show: true}
  - {id: course, label: 年均办结率, rule: DQ-2, formula: "MEAN(year(handled))", result: true, show: true}
  - {id: rank, label: 名次, rule: DQ-2, type: integer, formula: "RANKIN(handled, kind, 0)", across: true, result: true, show: true}
official_figures:
  - {id: own, label: 本人办结率, rule: DQ-2, formula: "MEAN(jobs.ratio)", result: true, show: true}
checks:
  - code: jobs.too-many
    each: jobs
    field: done
    when: "above(done, due)"
    message: "{job}已办{done}件，多于应办{due}件"
    fix: 核对件数
lists:
  - id: praise
    title: 表扬名单
    rule: DQ-2
    when: "at_least(own, param('DQ-2.cap'))"
    reasons:
      - {rule: DQ-2, text: "办结率{own}"}
report:
  rank_by: handled
  rank: rank
"""


@pytest.mark.parametrize(("old", "new", "said"), [
    ('"MEAN(year(handled))"', '"MEAN(year(nothing))"', "nothing"),
    ('"MEAN(year(handled))"', '"MEAN(year(1))"', "year"),
    ('"MEAN(year(handled))"', '"MEAN(year())"', "year"),
    ('"MEAN(year(handled))"', '"AVERAGE(year(handled))"', "AVERAGE"),
    ('"MEAN(year(handled))"', '"MEAN(handled, 1, 2, 3)"', "最多 1 项，现有 4 项"),
    ('"MEAN(year(handled))"', '"MEAN(handled, base=2)"', "base"),
    ('"MEAN(year(handled))"', '"handled / 2"', "handled / 2"),
    ('"MEAN(year(handled))"', '"CARD(handled)"', "DQ-2.red_below"),
    ("\"at_least(own, param('DQ-2.cap'))\"", "\"at_least(own, param('DQ-2.top'))\"", "DQ-2.top"),
    ("\"at_least(own, param('DQ-2.cap'))\"", '"at_least(own)"', "at_least"),
    ('"RATIO(due, done)"', '"RATIO(due, finished)"', "finished"),
    ('"RATIO(due, done)"', '"quota(done, due)"', "在单元格里算不了；不必随填随算的，加上“交回后再算”"),
    ('"RATIO(due, done)"', '"RATIO(due, minus(done, 1))"', "minus(done, 1) 不能写在 RATIO 里"),
    ('"RATIO(due, done)"', '"above(done, due)"', "只说成立不成立"),
    ('"RATIO(due, done)"', '"plus(done, job)"', "job 是文字，不能当数来算"),
    ('"RATIO(due, done)"', '"plus(done, who)"', "who 是日期、干部或单位"),
    ('"MEAN(jobs.ratio)", live: true', '"running(jobs.ratio, 1)", live: true', "在单元格里算不了；不必在封面上"),
    ('"MEAN(jobs.ratio)", live: true', '"MEAN(course)", live: true', "“年均办结率”（course）不在封面上"),
    ('"MEAN(jobs.ratio)", live: true', '"EITHER(kind, name)", live: true', "封面上没有 kind"),
    ("owner: who\n", "owner: whom\n", "whom"),
    ("label: 已办件, type: integer", "deferred: true, label: 已办件, type: integer", "deferred"),
    ("label: 应办件, type: integer", "label: 应办件, type: whole", "type"),
    ("label: 办结比, type: number", "label: 已办件, type: number", "有两栏标题都是“已办件”"),
    ("cadence: month", "cadence: fortnight", "cadence"),
    ("  rank_by: handled", "  rank_by: merit", "merit"),
    ('"RANKIN(handled, kind, 0)", across', '"RANKIN(handled, kind, 0)", proposed: ranks, across', "没有名为 ranks 的单位指标，是不是 rank？"),
    ("    each: jobs\n", "    each: tasks\n", "tasks"),
    ("    field: done\n", "    field: finished\n", "finished"),
    ('formula: "RANKIN(handled, kind, 0)", across', 'formule: "RANKIN(handled, kind, 0)", across', "formule"),
    ('message: "{job}已办{done}件', 'message: "{job}已办{finished}件', "finished"),
    ('text: "办结率{own}"', 'text: "办结率{owns}"', "owns"),
    ("deadline_days: 5", "deadline_days: [5", "expected ',' or ']'"),
])
def test_a_fault_is_told_with_file_and_line(tmp_path, old, new, said):
    file = tmp_path / "scheme.yaml"
    text = SEVENTH.replace(old, new)
    assert SEVENTH.count(old) == 1
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SchemeFault) as told:
        read(file)
    first = str(told.value).splitlines()[0]
    line = text[: text.index(new) + len(new) - len(new.lstrip())].count("\n") + 1
    if new.endswith("[5"):  # the reader notices where the sequence should have ended
        line += 1
    assert first.startswith(f"{file}:{line}: ") and said in str(told.value), told.value


def test_a_figure_on_the_cover_takes_nothing_that_is_computed_after_the_return(tmp_path):
    file = tmp_path / "scheme.yaml"
    file.write_text(SEVENTH.replace('live: "RATIO(due, done)"}', 'live: "RATIO(due, done)", deferred: true}'), encoding="utf-8")
    with pytest.raises(SchemeFault, match=r"unit_figures\.0\.formula: “办结比”（jobs.ratio）交回后才算出来"):
        read(file)


def test_every_fault_is_told_at_once(tmp_path):
    file = tmp_path / "scheme.yaml"
    file.write_text(SEVENTH.replace("MEAN(year(handled))", "MEAN(year(nothing))").replace("  rank: rank", "  rank: place"), encoding="utf-8")
    with pytest.raises(SchemeFault) as told:
        read(file)
    assert [("nothing" in line, "place" in line) for line in str(told.value).splitlines()] == [(True, False), (False, True)]


def test_an_unknown_scheme_is_told_with_those_there_are():
    with pytest.raises(UnknownScheme, match=r"atlantis.*deqing"):
        load("atlantis")


def test_the_version_is_of_what_the_scheme_says_and_not_of_how_it_is_written(tmp_path):
    for name, text in (("a", SEVENTH), ("b", "# a remark\n" + SEVENTH), ("c", SEVENTH.replace("value: 60", "value: 61"))):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    a, b, c = (version(read(tmp_path / f"{n}.yaml")) for n in "abc")
    assert a == b != c


def test_every_shipped_scheme_is_without_fault_and_bears_its_folders_name():
    assert "deqing" in scheme_ids()
    for id in scheme_ids():
        assert load(id).id == id


@pytest.mark.parametrize("id", scheme_ids())
def test_every_parameter_of_a_shipped_scheme_is_asked_for(id):
    """A number that a county may change must change something."""
    scheme, text = load(id), scheme_file(id).read_text(encoding="utf-8")
    called = [rule for name, rule in REGISTRY.items() if f"{name}(" in text]
    taken = {p.default for rule in called for p in rule.parameters}
    paths = {f"{rule}.{name}" for rule, values in scheme.parameters.items() for name in values}
    assert [path for path in sorted(paths - taken) if not re.search(rf"{re.escape(path)}\b", text)] == []


def test_the_schema_for_editors_is_the_models():
    shipped = Path(__file__).resolve().parents[2] / "workbook_templates" / "scheme.schema.json"
    assert json.loads(shipped.read_text(encoding="utf-8")) == json_schema()


# a new county


@pytest.fixture(scope="module")
def seventh(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("seventh")
    (root / "templates" / "seventh").mkdir(parents=True)
    (root / "templates" / "seventh" / "scheme.yaml").write_text(SEVENTH, encoding="utf-8")
    (root / "roster").mkdir()
    (root / "roster" / "units.csv").write_text("单位编码,单位名称,类别\nK1,一科,科室\nK2,二科,科室\nK3,三科,科室\n", encoding="utf-8")
    (root / "roster" / "officials.csv").write_text(
        "干部编号,姓名,单位编码,职务,班子成员\n"
        "K1-1,王明,K1,正职,是\nK1-2,赵华,K1,副职,是\nK2-1,钱江,K2,正职,是\nK3-1,孙立,K3,正职,是\n", encoding="utf-8")
    return root


def shijibu(root: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return command.run(*arguments, SHIJIBU_TEMPLATES=str(root / "templates"), SHIJIBU_LEDGER=f"sqlite:///{root}/shijibu.db")


def fill(root: Path, period: str, unit: str, *rows: tuple[str, str, int, int]) -> Path:
    file = root / period / "issued" / f"{period}_{unit}.xlsx"
    told = json.loads(shijibu(root, "fields", file, "--json").stdout)
    cells = {f["id"]: (f["sheet"], f["cell"]) for f in told["fields"]}
    book = load_workbook(file)
    for i, row in enumerate(rows, 1):
        for column, value in zip(("who", "job", "due", "done"), row, strict=True):
            sheet, cell = cells[f"jobs[{i}].{column}"]
            book[sheet][cell] = value
    target = root / period / "returned" / file.name
    target.parent.mkdir(exist_ok=True)
    book.save(target)
    return target


def test_a_folder_alone_makes_a_new_county(seventh):
    """Two months: K1 does (4/4 + 1/2)/2 = 0.75 and then 2/4 = 0.5, a year's mean of 0.625, shown as 0.63; K2 does 3/3; K3 nothing."""
    listed = json.loads(shijibu(seventh, "schemes", "--json").stdout)["schemes"]
    assert next(s for s in listed if s["id"] == "seventh") == {"id": "seventh", "name": "七县实绩月评", "cadence": "month", "rules": ["DQ-2", "TX-4"]}
    told = {}
    for period, first in (("2026-02", [("王明", "办件", 4, 4), ("K1-2", "办件", 2, 1)]), ("2026-03", [("王明", "办件", 4, 2)])):
        done = shijibu(seventh, "issue", seventh / "roster", "--scheme", "seventh", "--period", period, "--out", seventh / period / "issued")
        assert done.returncode == 0, done.stderr
        one, two = fill(seventh, period, "K1", *first), fill(seventh, period, "K2", ("钱江", "办件", 3, 3))
        assert shijibu(seventh, "check", one, two).returncode == 0
        done = shijibu(seventh, "consolidate", seventh / period / "returned", "--scheme", "seventh", "--period", period, "--json",
                       "--out", seventh / period / "result", "--received", f"{period}-28")
        assert done.returncode == 1, done.stderr  # K3 is missing
        told[period] = json.loads(done.stdout)
    assert told["2026-02"]["units"] == [
        {"code": "K1", "name": "一科", "kind": "office", "handled": 0.75, "course": 0.75, "rank": 2},
        {"code": "K2", "name": "二科", "kind": "office", "handled": 1.0, "course": 1.0, "rank": 1},
        {"code": "K3", "name": "三科", "kind": "office", "handled": None, "course": None, "rank": None}]
    assert (told["2026-03"]["units"][0]["handled"], told["2026-03"]["units"][0]["course"]) == (0.5, 0.63)
    assert told["2026-02"]["missing"] == ["K3"] and told["2026-02"]["lists"] == {"praise": ["K1-1", "K2-1"]}
    assert {o["id"]: o["own"] for o in told["2026-02"]["officials"]} == {"K1-1": 1.0, "K1-2": 0.5, "K2-1": 1.0, "K3-1": None}


def test_the_new_countys_own_check_is_told(seventh):
    period = "2026-04"
    out = seventh / period / "issued"
    assert shijibu(seventh, "issue", seventh / "roster", "--scheme", "seventh", "--period", period, "--out", out).returncode == 0
    done = shijibu(seventh, "check", fill(seventh, period, "K1", ("王明", "查案", 2, 3)), "--json")
    (problem,) = json.loads(done.stdout)["files"][0]["problems"]
    assert done.returncode == 1 and (problem["code"], problem["field"]) == ("jobs.too-many", "jobs[1].done")
    assert problem["message"] == "查案已办3件，多于应办2件"


def test_a_period_of_another_cadence_ends_with_2_and_a_sentence(seventh):
    done = shijibu(seventh, "issue", seventh / "roster", "--scheme", "seventh", "--period", "2026-Q1", "--out", seventh / "x")
    assert done.returncode == 2 and "2026-03" in done.stderr and "Traceback" not in done.stderr


def test_a_faulty_scheme_ends_with_2_and_its_line(tmp_path):
    folder = tmp_path / "templates" / "broken"
    folder.mkdir(parents=True)
    (folder / "scheme.yaml").write_text(SEVENTH.replace("MEAN(year(handled))", "MEAN(year(nothing))"), encoding="utf-8")
    done = shijibu(tmp_path, "roster", "--scheme", "broken", "--out", tmp_path / "roster.xlsx")
    line = SEVENTH[: SEVENTH.index("MEAN(year(handled))")].count("\n") + 1
    assert done.returncode == 2 and f"scheme.yaml:{line}: " in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("text", [
    "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)),
    "&a [*a]",
])
def test_references_that_stand_for_millions_of_parts_or_for_themselves_are_a_fault(text):
    with pytest.raises(SchemeFault, match="不要用 & 和"):
        parsed(text, "s.yaml")
