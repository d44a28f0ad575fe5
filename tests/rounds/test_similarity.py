"""LS-8 一绩多用: the same achievement told twice is found, shown with both places, and costs nobody anything by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import process
from rapidfuzz.distance import Indel

from shijibu.report.explanation import explain
from shijibu.report.summary import print_summary
from shijibu.report.write import write_result
from shijibu.rounds import similarity
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import DecidedRound, round_asked_about
from shijibu.rounds.near_duplicates import Bounds, NearDuplicate, near_duplicates
from shijibu.rounds.results import TextPlace
from shijibu.rounds.similarity import pairs_of
from shijibu.rules.texts import similar
from shijibu.scheme.period import Period
from shijibu.spreadsheet.number import settle
from shijibu.terminal import Terminal
from tests.county import County

SCHEMES = Path(__file__).parents[1] / "schemes"
DEED = "牵头完成青溪至白石村道提级改造3公里，协调迁移管线12处，提前10天通过验收。"
REWORDED = "牵头完成青溪至白石村道提级改造三公里,协调迁移管线十二处；提前10天通过了验收"
SHORT = "参加县委全会。"


def text_at(period: str, unit: str, official: str | None, row: int, text: str) -> TextPlace:
    return TextPlace(period=period, unit=unit, official=official, table="reports", row=row, sheet="实绩报告", cell=f"C{row + 5}", text=text)


def pairs(*texts: TextPlace, at_least: float = 0.9, least: int = 12, now: str = "2026-03") -> list[tuple]:
    return [((a.period, a.official, a.row), (b.period, b.official, b.row)) for _, a, b in pairs_of(texts, now, at_least, least).pairs]


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Iterator[tuple[County, list[DecidedRound]]]:
    """Two rounds of a made-up county in which one deed is told three times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHIJIBU_TEMPLATES", str(SCHEMES))
        county = County.made(tmp_path_factory.mktemp("similar"), "monthly")
        planted: dict[str, dict[str, dict[str, Any]]] = {
            "2026-01": {"T01": {"reports[1].result": DEED}},
            "2026-02": {"T01": {"reports[1].result": REWORDED, "reports[2].result": REWORDED}, "D01": {"reports[2].result": DEED}},
        }
        done = []
        for period, units in planted.items():
            county.issue(period)
            for unit in county.roster.units:
                county.returned(period, unit.code, set=units.get(unit.code))
            done.append(consolidate([county.inbox(period)], county.scheme, Period.parse(period), county.ledger))
        yield county, done


def places(done: DecidedRound) -> set[tuple]:
    return {tuple((text.period, text.unit, text.row) for text in (p.first, p.second)) for p in done.results.similar
            if DEED in (p.first.text, p.second.text) or REWORDED in (p.first.text, p.second.text)}


def test_a_deed_told_again_is_found_across_officials_and_months(told):
    """LS-8: two months of one official, and two officials of one month; the same official's two rows of one month are not two."""
    january, february = told[1]
    assert places(january) == set()
    first = ("2026-01", "T01", 1)
    again, once_more, other = ("2026-02", "T01", 1), ("2026-02", "T01", 2), ("2026-02", "D01", 2)
    assert places(february) == {(first, again), (first, once_more), (first, other), (other, again), (other, once_more)}


def test_each_pair_has_both_places_and_its_similarity(told):
    county, (_, february) = told
    pair = next(p for p in february.results.similar if p.second.text == REWORDED and p.first.period == "2026-01")
    assert (pair.id, pair.rule) == ("one_deed", "LS-8")
    assert pair.similarity == round(similar(DEED, [REWORDED]), 2) >= 0.9
    owner = county.roster.team("T01")[0].id
    assert pair.first == text_at("2026-01", "T01", owner, 1, DEED)


def test_it_costs_nobody_anything(told):
    """LS-8: never an automatic penalty, and no problem of the file."""
    _, (_, february) = told
    assert all(o.reasons == [] for o in february.results.officials) and not february.results.rejected
    assert february.clean or {p.severity for f in february.files.accepted.values() for p in f.problems} & {"error", "warning"}


def test_the_ledger_the_report_and_the_explanation_tell_it(told, tmp_path):
    """LS-8: side by side on a sheet of the report, and to the official concerned."""
    county, (_, february) = told
    out = write_result(february, tmp_path)
    assert json.loads(out.results.read_text(encoding="utf-8"))["similar"] == [p.model_dump() for p in february.results.similar]
    rows = list(openpyxl.load_workbook(out.report)["一绩多用"].iter_rows(values_only=True))
    assert rows[1][0] == "2026年2月一绩多用" and "由人核查认定" in rows[2][0]
    told_rows = [r for r in rows[3:] if DEED in r]
    assert ("2026年1月", "青溪镇", county.roster.team("T01")[0].name, "实绩报告!C6", DEED) in [r[1:6] for r in told_rows]
    back = round_asked_about(county.ledger, "monthly", "2026-02")
    for subject in (county.roster.team("T01")[0].id, "D01"):
        said = explain(back, subject).to_text()
        assert "【一绩多用】" in said and DEED in said and "由人核查认定" in said and "LS-8" in said


def test_an_earlier_round_corrected_is_compared_as_it_now_stands(told):
    """LS-8: only accepted rows of current decisions count."""
    county, _ = told
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHIJIBU_TEMPLATES", str(SCHEMES))
        county.returned("2026-01", "T01", set={"reports[1].result": "本行已更正为另一件完全不同的工作成效说明"})
        consolidate([county.inbox("2026-01")], county.scheme, Period.parse("2026-01"), county.ledger)
        again = consolidate([county.inbox("2026-02")], county.scheme, Period.parse("2026-02"), county.ledger)
    assert not [p for p in places(again) if p[0][0] == "2026-01"]


def test_which_pairs_count():
    """LS-8: texts of 12 characters after normalising, pairs that involve this round, never one official's rows of one round."""
    deed, near = "甲乙丙丁戊己庚辛壬癸子丑", "甲乙丙丁戊己庚辛壬癸子寅"
    one, other = text_at("2026-03", "A", "A-1", 1, deed), text_at("2026-03", "B", "B-1", 1, near)
    assert pairs(one, other) == [(("2026-03", "A-1", 1), ("2026-03", "B-1", 1))]
    assert pairs(one, text_at("2026-03", "A", "A-1", 2, deed)) == []
    assert pairs(one, text_at("2026-02", "A", "A-1", 7, deed)) == [(("2026-02", "A-1", 7), ("2026-03", "A-1", 1))]
    assert pairs(text_at("2026-01", "A", "A-1", 1, deed), text_at("2026-02", "B", "B-1", 1, deed)) == []
    assert pairs(one, text_at("2026-03", "B", "B-1", 1, deed[:11])) == [] and pairs(one, other, at_least=0.93) == []
    assert pairs(text_at("2026-03", "A", "A-1", 1, SHORT), text_at("2026-03", "B", "B-1", 1, SHORT)) == []
    assert len(pairs(text_at("2026-03", "A", None, 1, deed), text_at("2026-03", "B", None, 1, deed))) == 1
    assert pairs(text_at("2026-03", "A", None, 1, deed), text_at("2026-03", "A", None, 2, deed)) == []


def test_width_punctuation_and_digits_make_no_difference():
    """LS-8: as the rule SIMILAR normalises."""
    found, _, _ = pairs_of([text_at("2026-03", "A", "A-1", 1, "修路３公里，投资12万元（自筹），ＡＢ段"),
                         text_at("2026-03", "B", "B-1", 1, "修路三公里,投资一二万元：自筹 ab段")], "2026-03", 0.9, 12)
    assert [s for s, _, _ in found] == [1.0]


ALPHABET = "甲乙丙丁戊己庚1a"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(alphabet=ALPHABET, min_size=1, max_size=26), min_size=2, max_size=14, unique=True), st.data(),
       st.sampled_from([0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0]))
def test_no_pair_is_missed_and_none_is_too_much(texts, data, at_least):
    """LS-8: the quick way finds what comparing each with each finds."""
    texts = list(dict.fromkeys(texts + [t[:k] + t[k + 1:] for t in texts for k in [len(t) // 2]]))
    asked = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    found = sorted((a.first, a.second, a.similarity) for a in near_duplicates(texts, asked, at_least)[0])
    every = [(i, j, settle(Indel.normalized_similarity(texts[i], texts[j]))) for i in range(len(texts)) for j in range(i + 1, len(texts))]
    assert found == [e for e in every if e[2] >= at_least and (asked[e[0]] or asked[e[1]])]


def test_a_similarity_is_compared_at_four_decimals():
    """LS-8: 0.89996 is 0.9."""
    long, other = "字" * 25_000, "字" * 22_499 + "别" * 2_501
    assert Indel.normalized_similarity(long, other) == pytest.approx(0.89996)
    assert near_duplicates([long, other], [True, True], 0.9) == ([NearDuplicate(0.9, 0, 1)], [])
    assert near_duplicates([long, other], [True, True], 0.9001) == ([], [])


def test_a_page_copied_by_everybody_does_not_stop_the_round(monkeypatch):
    """LS-8: the pairs beyond what anybody can read are counted, and the count is right."""
    texts = [text_at(f"2026-{m:02}", f"U{o % 3}", f"P{o}", k, DEED + "补" * (k == 2)) for m in (1, 2, 3) for o in range(6) for k in (1, 2, 3)]
    every, count, _ = pairs_of(texts, "2026-03", 0.9, 12)
    assert count == len(every) == len({(a, b) for _, a, b in every})
    monkeypatch.setattr(similarity, "MOST_PAIRS", 10)
    few, still, _ = pairs_of(texts, "2026-03", 0.9, 12)
    assert (len(few), still) == (10, count) and all(s == 1.0 for s, _, _ in few)


def test_ten_thousand_texts_take_seconds():
    """LS-8: 92 officials with 8 rows in each of 12 months."""
    random = Random(8)
    phrases = ["".join(chr(0x4E00 + random.randrange(3000)) for _ in range(random.randint(5, 12))) for _ in range(400)]
    texts = [text_at(f"2026-{m:02}", f"U{o % 19}", f"P{o}", k, "，".join(random.sample(phrases, 4)))
             for m in range(1, 13) for o in range(92) for k in range(8)]
    copied = text_at("2026-12", "U1", "P99", 1, texts[5].text + "。")
    found, count, not_compared = pairs_of([*texts, copied], "2026-12", 0.9, 12)
    assert (texts[5], copied) in [(a, b) for _, a, b in found] and count == len(found) and not_compared == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet=ALPHABET, min_size=1, max_size=26), min_size=2, max_size=14, unique=True), st.integers(0, 300), st.integers(0, 3000))
def test_where_a_bound_is_reached_every_pair_is_found_or_a_text_of_it_is_named(texts, characters, products):
    """LS-8: nothing is passed over without a word, whichever bound it was."""
    texts = list(dict.fromkeys(texts + [t + t[:1] for t in texts]))
    asked = [n % 3 > 0 for n in range(len(texts))]
    found, unread = near_duplicates(texts, asked, 0.8, Bounds(characters, products))
    every, none = near_duplicates(texts, asked, 0.8)
    assert none == [] and set(found) <= set(every) and all(asked[i] for i in unread)
    assert all({a.first, a.second} & set(unread) for a in every if a not in found)


def test_cells_filled_to_the_brim_are_named_and_cost_no_other_text(monkeypatch):
    """LS-8: two thousand long texts would be compared for many minutes; short ones of the same round are compared all the same."""
    random = Random(3)
    base = [chr(0x4E00 + random.randrange(500)) for _ in range(6000)]

    def noisy() -> str:
        return "".join(c if random.random() > 0.05 else chr(0x4E00 + random.randrange(500)) for c in base)

    long = [text_at("2026-03", "U9", f"P{n}", n, noisy()) for n in range(1950)]
    deeds = [text_at("2026-03", "U1", "A", 1, DEED), text_at("2026-03", "U2", "B", 1, REWORDED)]
    compared = []
    real = process.extract

    def counted(query, choices, **options):
        compared.append(len(query) * sum(map(len, choices.values())))
        return real(query, choices, **options)

    monkeypatch.setattr(process, "extract", counted)
    bounds = Bounds(characters=600_000, products=10**9)
    found = pairs_of([*long, *deeds], "2026-03", 0.9, 12, bounds)
    assert sum(compared) <= bounds.products
    assert [(a.official, b.official) for _, a, b in found.pairs if a.unit != "U9"] == [("A", "B")]
    assert {w.unit for w in found.not_compared} == {"U9"} and len(found.not_compared) > 1900


def test_texts_that_were_not_compared_are_said_in_report_results_and_summary(told, tmp_path, monkeypatch):
    """LS-8: how many, and whose."""
    county, _ = told
    monkeypatch.setenv("SHIJIBU_TEMPLATES", str(SCHEMES))
    monkeypatch.setattr(similarity.pairs_of, "__defaults__", (Bounds(characters=0),))
    done = consolidate([county.inbox("2026-02")], county.scheme, Period.parse("2026-02"), county.ledger)
    unread = done.results.similar_not_compared["one_deed"]
    assert unread.texts > 3 and "T01" in unread.units and county.roster.team("T01")[0].id in unread.officials
    out = write_result(done, tmp_path)
    assert f"有 {unread.texts} 段文字太长太多" in openpyxl.load_workbook(out.report)["一绩多用"]["A3"].value
    screen = StringIO()
    print_summary(Terminal(file=screen), done)
    assert "没有与其他文字逐一比较，请人工核对：" in screen.getvalue() and "青溪镇" in screen.getvalue()
