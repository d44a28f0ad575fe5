"""The public notice: what the public may read, and nothing that a unit typed can run in it."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from shijibu.report.notice import notice_html
from shijibu.report.write import material_of
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
    return notice_html(material_of(third_round))


def test_each_kind_has_its_table_best_first_and_the_absent_are_named_as_such(html, third_round):
    townships = Page(html).tables[0]
    assert townships[0] == ["单位", "进度指数", "本轮亮牌", "单位综合分", "同类名次"]
    assert townships[-1] == ["南浦镇", "未报送"]
    results = {u["name"]: u for u in third_round.results["units"]}
    for name, index, card, score, rank in townships[1:-1]:
        own = results[name]
        assert (float(index), card, float(score), int(rank)) == (own["index"], own["card"] or "—", own["score"], own["rank"])
    assert Page(html).tables[1][-1] == ["民政局", "报送有误，待更正"]


def test_commended_officials_are_named_without_scores_and_other_lists_are_not_published(html, third_round):
    roster, results = third_round.evaluation.roster, third_round.results
    listed = [roster.official(i) for i in results["lists"]["commend"]]
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
    html = notice_html(material_of(decided(1, names={"T01": evil, **{f"T01-0{n}": evil for n in range(1, 7)}})))
    assert "<script" not in html and "\u202e" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&amp;\ufffd" in html


def test_the_day_is_printed_where_it_is_given_and_left_blank_where_not(third_round, html):
    assert "2026年10月12日" in notice_html(material_of(third_round), dated=date(2026, 10, 12))
    assert re.search(r'<span class="blank"></span>年', html)
