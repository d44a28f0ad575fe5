"""The public notice: what the public may read, and nothing that a unit typed can run in it."""

from __future__ import annotations

import copy
import dataclasses
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from shijibu.report.notice import notice_html
from shijibu.report.write import ReportedRound
from shijibu.scheme.contact import Contact
from shijibu.scheme.model import ParameterValue
from shijibu.scheme.period import Period
from shijibu.scheme.posting import posting
from tests.report.made_up import decided

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """Tables as lists of cell texts, and a count of what is open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables, self.open, self.attributes = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if {"td", "th"} & set(self.open):
            self.tables[-1][-1][-1] += data


@pytest.fixture(scope="module")
def html(third_round) -> str:
    return notice_html(ReportedRound(third_round))


def test_a_figure_that_no_unit_has_is_no_column():
    made = decided(1)
    for figures in made.figures.units.values():
        figures["score"] = None
    assert Page(notice_html(ReportedRound(made))).tables[0][0] == ["单位", "进度指数", "本轮亮牌", "同类名次"]


def test_each_kind_has_its_table_best_first_and_the_absent_are_named_as_such(html, third_round):
    """DQ-7: every round's results are made public."""
    townships = Page(html).tables[0]
    assert townships[0] == ["单位", "进度指数", "本轮亮牌", "单位综合分", "同类名次"]
    assert townships[-1] == ["南浦镇", "未报"]
    results = {u.name: u.model_dump() for u in third_round.results.units}
    for name, index, card, score, rank in townships[1:-1]:
        own = results[name]
        assert (float(index), card, float(score), int(rank)) == (own["index"], own["card"] or "不亮牌", own["score"], own["rank"])
    assert Page(html).tables[1][-1] == ["民政局", "报送有误，待更正"]


def test_commended_officials_are_named_without_scores_and_other_lists_are_not_published(html, third_round):
    roster, results = third_round.evaluation.roster, third_round.results
    listed = [roster.official(i) for i in results.lists["commend"]]
    assert Page(html).tables[2][1:] == [[o.name, roster.unit(o.unit).name, o.post] for o in listed]
    assert "约谈" not in html and "组织调整" not in html


def test_the_page_needs_nothing_from_elsewhere_and_is_well_formed(html):
    page = Page(html)
    assert page.open == []
    assert not re.search(r"https?:|//[a-z]|<script|<link|<img|url\(|@import|\son\w+=", html)
    assert not [a for a in page.attributes if a[0] in ("src", "href", "srcset", "style")]
    assert '<html lang="zh-CN">' in html and "@page { size: A4" in html and html.count("<caption>") == len(page.tables)


def test_what_units_typed_is_text(third_round):
    evil = '<script>alert(1)</script>"&\u202e'
    html = notice_html(ReportedRound(decided(1, names={"T01": evil, **{f"T01-0{n}": evil for n in range(1, 7)}})))
    assert "<script" not in html and "\u202e" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&amp;\ufffd" in html


def test_the_notice_is_dated_the_day_it_is_put_up_and_left_blank_where_that_is_not_said(third_round, html):
    assert "<p>2026年10月20日</p>" in html  # 20 days after the quarter's end
    assert "<p>2026年10月12日</p>" in notice_html(ReportedRound(third_round), dated=date(2026, 10, 12))
    assert re.search(r'<span class="blank"></span>年', notice_html(standing(third_round, "2026-Q3", days=None, start=None)))


def test_the_notice_says_who_takes_opinions_and_has_a_blank_for_what_the_county_has_not_said(third_round, html):
    assert "受理单位：县委组织部" in html and "联系电话：________" in html and "地址：________" in html and "<p>中共德清县委组织部</p>" in html
    said = notice_html(contacted(third_round, phone="0572-8060000", address="武康街道县府大楼", person="沈某"))
    assert "联系人：沈某" in said and "联系电话：0572-8060000" in said and "地址：武康街道县府大楼" in said and "____" not in said


def under(made, period: str | None = None, **changes):
    """The round under a scheme with changes."""
    evaluation = copy.copy(made.evaluation)
    evaluation.scheme = evaluation.scheme.model_copy(update=changes)
    evaluation.period = Period.parse(period) if period else made.period
    return ReportedRound(dataclasses.replace(made, scheme=evaluation.scheme, period=evaluation.period, evaluate=lambda: evaluation))


def contacted(made, **contact):
    return under(made, contact=Contact(**contact))


def standing(made, period: str, days: int | None = 7, start: int | None = 1):
    """The round of a scheme whose notices stand for so many working days; None: of one that says nothing of it."""
    if days is None:
        return under(made, period, notice_days=None, notice_start=None)
    numbers = {"days": ParameterValue(value=days, title="公示"), "start_days": ParameterValue(value=start, title="起", default=True)}
    parameters = made.scheme.parameters | {"LS-3": numbers}
    return under(made, period, parameters=parameters, notice_days="LS-3.days", notice_start="LS-3.start_days")


@pytest.mark.parametrize(("period", "days", "start", "said"), [
    ("2026-01", 7, 1, "公示期：2026年2月1日至2026年2月10日（7个工作日，首日不计）。"),  # 2 Feb Mon..6 Fri five, 9 and 10 Feb make seven
    ("2026-01", 7, 0, "公示期：2026年1月31日至2026年2月10日（7个工作日，首日不计）。"),  # from the last day of the month
    ("2026-09", 7, 1, "公示期：2026年10月1日至2026年10月15日（7个工作日，首日不计）。"),  # holidays 1..7 Oct; 8, 9, Sat 10 made up, 12, 13, 14, 15
    ("2026-01", 1, 1, "公示期：2026年2月1日至2026年2月2日（1个工作日，首日不计）。"),
])
def test_the_notice_says_from_when_to_when_it_stands(third_round, period, days, start, said):
    """LS-3: seven working days of the state's calendar, the first day not counted."""
    assert said in notice_html(standing(third_round, period, days, start))


def test_a_year_that_the_calendar_does_not_know_is_said_and_not_guessed(third_round):
    """LS-3: the first day stands, the last is announced later."""
    material = standing(third_round, "2098-12")
    html, known = notice_html(material), posting(material.scheme, material.period)
    assert "公示期：自2099年1月1日起满7个工作日（首日不计；2099年的放假安排尚未收录，截止日待放假安排公布后另行告知）。" in html
    assert known is not None and known.last is None and not re.search(r"2099年1月\d+日至", html)


def test_a_scheme_without_working_days_says_no_notice_period(third_round):
    unsaid = standing(third_round, "2026-Q3", days=None, start=None)
    assert "公示期：" not in notice_html(unsaid) and posting(unsaid.scheme, unsaid.period) is None
