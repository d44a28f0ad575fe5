"""A round keeps the rules that it went out under, whatever its scheme's file says later."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from shijibu.checks.check import Expected, check_file
from shijibu.ledger import DecidedMeanwhile, Ledger
from shijibu.report.explanation import explain
from shijibu.report.person.person_file import person_file
from shijibu.report.write import write_result
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import decided_rounds, round_asked_about
from shijibu.rounds.recompute import recompute
from shijibu.rounds.rules import RulesDiffer, adopt, change_rules, kept_by, rules_of
from shijibu.scheme import load as loading
from shijibu.scheme.kept import Kept
from shijibu.scheme.load import load, parsed, scheme_file, text_of, version, without_template
from shijibu.scheme.period import Period
from tests.county import County
from tests.ledger.earlier import made_by

Q1, Q2 = "2026-Q1", "2026-Q2"
RED = "    red_below: {value: 75,"


@pytest.fixture
def templates(tmp_path, monkeypatch) -> Path:
    """The county's own folder of schemes, with deqing's file to change."""
    folder = tmp_path / "templates"
    (folder / "deqing").mkdir(parents=True)
    shutil.copy(scheme_file("deqing"), folder / "deqing" / "scheme.yaml")
    monkeypatch.setenv("SHIJIBU_TEMPLATES", str(folder))
    loading._listed.cache_clear()
    yield folder / "deqing" / "scheme.yaml"
    loading._listed.cache_clear()


def rewritten(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def red_at(file: Path, value: int) -> None:
    rewritten(file, RED, RED.replace("75", str(value)))


@pytest.fixture
def county(templates, tmp_path) -> County:
    """One round out, and one return in its inbox."""
    made = County.made(tmp_path / "county", units=3)
    made.issue(Q1)
    made.returned(Q1, made.smallest)
    return made


def decided(county: County, period: str = Q1):
    return consolidate([county.inbox(period)], load("deqing"), Period.parse(period), county.ledger)


def said(county: County, period: str = Q1) -> str:
    past = round_asked_about(county.ledger, None, period)
    return explain(past, county.smallest).to_text()


def test_a_decided_round_is_explained_by_the_rules_it_was_decided_under(county, templates):
    decided(county)
    before = said(county)
    assert "75" in before
    red_at(templates, 80)
    assert load("deqing").parameter("DQ-2.red_below") == 80
    assert said(county) == before and round_asked_about(county.ledger).notice == ""


def test_a_round_is_consolidated_and_recomputed_under_the_rules_it_was_issued_under(county, templates):
    first = decided(county)
    red_at(templates, 80)
    again = decided(county)
    assert again.results.units == first.results.units and again.revision == first.revision
    assert again.scheme.parameter("DQ-2.red_below") == 75
    assert recompute(county.ledger, "deqing", Q1).changes == []


def test_a_return_is_checked_under_its_rounds_rules(county, templates):
    file = county.returned(Q1, county.smallest)
    red_at(templates, 80)
    known = check_file(file, "a", Expected(key=county.ledger.key(), kept=kept_by(county.ledger)))
    assert "scheme.other-version" not in {p.code for p in known.problems} and known.accepted
    alone = check_file(file, "a", Expected())
    assert "scheme.other-version" in {p.code for p in alone.problems}


def test_a_round_whose_scheme_is_gone_or_broken_goes_on(county, templates):
    before = decided(county).results
    file = county.returned(Q1, county.smallest)
    templates.write_text("id: [", encoding="utf-8")
    assert check_file(file, "a", Expected(key=county.ledger.key(), kept=kept_by(county.ledger))).accepted
    assert recompute(county.ledger, "deqing", Q1).done.results.units == before.units
    assert "75" in said(county)


def test_issuing_again_under_changed_rules_is_refused_and_says_what_differs_and_how(county, templates):
    red_at(templates, 80)
    county.scheme = load("deqing")
    with pytest.raises(RulesDiffer, match=r"DQ-2\.red_below） 75 → 80.*shijibu scheme change --scheme deqing --period 2026-Q1.*--as-issued"):
        county.issue(Q1)
    assert len(county.ledger.issued("deqing", Q1).issues) == 3
    county.scheme = rules_of(county.ledger, "deqing", Q1).scheme
    county.issue(Q1)
    assert county.ledger.issued("deqing", Q1).version == version(county.scheme)


def test_the_next_round_goes_out_under_the_new_rules_and_both_are_explained_by_their_own(county, templates):
    decided(county)
    red_at(templates, 80)
    county.scheme = load("deqing")
    county.issue(Q2)
    county.returned(Q2, county.smallest)
    decided(county, Q2)
    assert [r.evaluation.scheme.parameter("DQ-2.red_below") for r in list(decided_rounds(county.ledger, county.scheme.id))] == [75, 80]


def test_rules_are_changed_by_a_decision_of_its_own_and_figures_only_when_consolidated_again(county, templates, tmp_path):
    county.returned(Q1, county.smallest, pace=0.85)
    card = decided(county).figures.units[county.smallest]["card"]
    red_at(templates, 89)
    done = change_rules(county.ledger, load("deqing"), Period.parse(Q1), "会议决定")
    assert [(d["path"], d["before"], d["after"]) for d in done.differences] == [("DQ-2.red_below", 75, 89)]
    past = round_asked_about(county.ledger)
    assert past.evaluation.scheme.parameter("DQ-2.red_below") == 75 and "还没有重新汇总" in past.notice
    assert past.figures.units[county.smallest]["card"] == card != "红牌"
    again = decided(county)
    assert again.figures.units[county.smallest]["card"] == "红牌" and again.revision == 2
    assert "scheme.other-version" in {p.code for p in again.files.accepted[county.smallest].problems}
    assert not [p for p in again.files.accepted[county.smallest].problems if p.code == "live.differs"]
    assert round_asked_about(county.ledger).notice == "" and county.ledger.verify() == []
    report = load_workbook(write_result(again, tmp_path / "result").report)
    rows = [[c.value for c in row] for row in report["方案更改"].iter_rows()]
    assert any(row[1] == "会议决定" and row[3:6] == ["DQ-2.red_below", "75", "89"] for row in rows)
    assert change_rules(county.ledger, load("deqing"), Period.parse(Q1), "") is None


def test_a_round_computed_under_rules_that_were_changed_meanwhile_is_not_decided(county, templates):
    done = decided(county)
    red_at(templates, 80)
    change_rules(county.ledger, load("deqing"), Period.parse(Q1), "")
    with pytest.raises(DecidedMeanwhile):
        county.ledger.decide("deqing", Q1, results=done.results, figures=done.figures, returned=[], version=done.round.version)


def test_report_and_notice_carry_the_head_as_of_the_decision(county, tmp_path):
    done = decided(county)
    written = write_result(done, tmp_path / "result")
    head = str(done.head)
    assert head == str(county.ledger.decision_head("deqing", Q1)) and head in written.notice.read_text(encoding="utf-8")
    assert head in str(load_workbook(written.report)["总览"]["A2"].value)
    assert head not in written.results.read_text(encoding="utf-8")


def test_an_older_ledger_takes_the_rules_from_the_file_that_still_says_them(county, templates, tmp_path):
    decided(county)
    before = said(county)
    county.ledger.close()
    made_by(county.folder / "shijibu.db", 3)
    county.ledger = Ledger.open(county.ledger_url)
    adopt(county.ledger)
    red_at(templates, 80)
    assert said(county) == before and county.ledger.verify() == [] and county.ledger.unkept() == []


def test_of_an_older_ledger_whose_rules_nobody_has_any_more_it_is_said(county, templates):
    decided(county)
    county.ledger.close()
    made_by(county.folder / "shijibu.db", 3)
    red_at(templates, 80)
    county.ledger = Ledger.open(county.ledger_url)
    adopt(county.ledger)
    assert "没有保存" in round_asked_about(county.ledger).notice and "没有保存" in decided(county).notice
    county.scheme = load("deqing")
    with pytest.raises(RulesDiffer, match=r"没有保存.*scheme change"):
        county.issue(Q1)
    assert change_rules(county.ledger, load("deqing"), Period.parse(Q1), "补记").differences is None
    assert decided(county).notice == ""


def test_a_persons_file_spans_versions_whose_tables_and_figures_are_not_the_same(county, templates):
    county.returned(Q1, county.smallest)
    decided(county)
    # The later version has another figure before all others.
    text = templates.read_text(encoding="utf-8")
    extra = "official_figures:\n  - {id: extra_one, label: 附加, formula: composite, rule: DQ-11, result: true}\n"
    templates.write_text(text.replace("official_figures:\n", extra), encoding="utf-8")
    county.scheme = load("deqing")
    county.issue(Q2)
    county.returned(Q2, county.smallest)
    decided(county, Q2)
    rounds = list(decided_rounds(county.ledger, county.scheme.id))
    id = county.roster.team(county.smallest)[0].id
    made = person_file(id, rounds, [])
    figures = next(s for s in made.sections if s.title.startswith("2026年各期"))
    rows = {row[1]: row for row in figures.rows if row[0] == "本人"}
    composite = next(f for f in rounds[0].evaluation.scheme.official_figures if f.id == "composite")
    told = [r.evaluation.official(id, "composite") for r in rounds]
    assert rows[composite.label][3:] == told and rows["附加"][3:] == [None, told[1]]


def test_one_text_hashed_otherwise_by_another_program_is_the_same_version():
    text = text_of(load("deqing"))
    other = text.replace(RED, RED.replace("75", "70"))
    kept = Kept({("deqing", Q1): "new"}, {("deqing", told): said for told, said in (("old", text), ("new", text), ("other", other))})
    assert [kept.of_workbook("deqing", Q1, told)[1] == told for told in ("old", "new", "other")] == [True, True, False]


def test_the_text_of_a_scheme_that_a_program_changed_says_the_same():
    found = load("deqing")
    made = found.model_copy(update={"name": "别的名字"})
    assert text_of(without_template(found)) == scheme_file("deqing").read_text(encoding="utf-8")  # the template is another file
    assert version(parsed(text_of(made), "made")) == version(made) != version(found)
