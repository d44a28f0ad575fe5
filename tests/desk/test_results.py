"""What a decided round comes to, at the desk: lists, and why, for the office and a leader; a unit's own and an official's own, once published."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from tests.desk.conftest import PERIOD, Desk

NEXT = "2026-Q2"


def consolidated(desk: Desk, period: str) -> None:
    """What units returned is dropped at the desk, and the round consolidated, as the worker does it."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from shijibu_desk.models import Account, Job
    from shijibu_desk.running import run_job

    office = Account.objects.filter(username="kaoping").first() or desk.account("kaoping", "office")
    client = desk.signed_in(office)
    given = [SimpleUploadedFile(f.name, f.read_bytes()) for f in sorted(desk.county.inbox(period).iterdir())]
    for what, form in (("uploads", {"files": given}), ("consolidate", {})):
        answer = client.post(f"/rounds/deqing/{period}/{what}/", form)
        number = int(answer["Location"].split("/")[2])
        run_job.call(number)
        assert Job.objects.get(pk=number).state == "done", Job.objects.get(pk=number).sentences


@pytest.fixture(scope="module")
def office(desk: Desk) -> Any:
    """The office's browser, after two rounds: in the second everybody is behind, and one unit did not return."""
    from shijibu_desk.models import Account

    units = [u.code for u in desk.county.roster.units]
    for code in units:
        desk.county.returned(PERIOD, code, pace=1.1)
    consolidated(desk, PERIOD)
    desk.county.issue(NEXT)
    for code in units[:-1]:
        desk.county.returned(NEXT, code, pace=0.7)
    consolidated(desk, NEXT)
    return desk.signed_in(Account.objects.get(username="kaoping"))


def page(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    text: str = answer.content.decode()
    assert "style=" not in text.replace("includeIndicatorStyles", "") and "<script>" not in text
    return text


def test_every_list_of_a_round_is_a_page_and_no_page_evaluates(desk: Desk, office: Any, monkeypatch: pytest.MonkeyPatch):
    from shijibu.rounds import decided

    monkeypatch.setattr(decided.DecidedRound, "evaluation", property(lambda self: pytest.fail("a page evaluated the round")))
    first = page(office, f"/rounds/deqing/{NEXT}/results/")
    names = re.findall(rf"/rounds/deqing/{NEXT}/results/lists/([a-z0-9-]+)/", first)
    assert {"ranking", "over-rounds", "places", "units", "officials", "sheet-1", "penalties-1", "lists", "missing", "problems"} <= set(names)
    read = {name: page(office, f"/rounds/deqing/{NEXT}/results/lists/{name}/") for name in dict.fromkeys(names)}
    assert read["ranking"].count("<rect") == len(desk.county.roster.units) - 1 and "升降与2026年第一季度相比" in read["ranking"]
    assert re.search(r"[↑↓]\d", read["ranking"])
    cards = read["over-rounds"].partition('id="rows"')[2]
    assert "第一季度亮牌" in cards and "第二季度亮牌" in cards and "红牌" in cards and "未报" in cards
    assert "五星名额" in read["places"] and re.search("未用满|用满", read["places"])
    assert office.get(f"/rounds/deqing/{NEXT}/results/lists/overview/").status_code == 404
    assert office.get(f"/rounds/deqing/{NEXT}/results/lists/nothing/").status_code == 404


def test_a_list_is_searched_and_paged(desk: Desk, office: Any, monkeypatch: pytest.MonkeyPatch):
    from shijibu_desk.views import result_lists

    monkeypatch.setattr(result_lists, "_AT_ONCE", 2)
    people, address = desk.county.roster.officials, f"/rounds/deqing/{NEXT}/results/lists/officials/"
    assert page(office, address).count("<tr>") == 2 + 1 and page(office, f"{address}?page=2").count("<tr>") == 2 + 1
    assert page(office, f"{address}?all=1").count("<tr>") == len(people) + 1
    one = page(office, f"{address}?q={people[3].id}")
    assert people[3].name in one and people[0].name not in one
    part = office.get(f"{address}?q={people[3].id}", headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<section id="rows"')


def test_what_is_laid_down_belongs_to_its_decision(desk: Desk, office: Any):
    """A decision made elsewhere has pages of its own as soon as somebody asks; the old ones are gone."""
    from shijibu.rounds.consolidate import consolidate
    from shijibu.scheme.period import Period
    from shijibu_desk.places import RoundFolder

    pages = RoundFolder("deqing", NEXT).pages
    before, last = list(pages.iterdir()), desk.county.roster.units[-1].code
    late = desk.county.returned(NEXT, last, pace=0.7)
    consolidate([late], desk.county.scheme, Period.parse(NEXT), desk.county.ledger)
    assert "未报" not in page(office, f"/rounds/deqing/{NEXT}/results/lists/over-rounds/").partition('id="rows"')[2]
    after = list(pages.iterdir())
    assert len(before) == len(after) == 1 and before != after


def published(office: Any, period: str) -> None:
    from shijibu_desk.result_pages import result_pages

    pages = result_pages("deqing", period)
    assert pages is not None
    assert office.post(f"/rounds/deqing/{period}/publish/", {"revision": pages.overview()["revision"]}).status_code == 302


def test_a_figure_is_explained_down_to_its_cell_and_file(desk: Desk, office: Any):
    from shijibu_desk.models import Account, Upload

    official = desk.county.roster.officials[0]
    ranking = page(office, f"/rounds/deqing/{PERIOD}/results/lists/ranking/")
    why = f"/rounds/deqing/{PERIOD}/results/units/{official.unit}/"
    assert f'href="{why}"' in ranking and f'href="{why}#unit.index"' in ranking
    unit = page(office, why)
    assert 'id="unit.index"' in unit and '<span class="rule">DQ-2</span>' in unit and re.search(r'<span class="at">工作亮相!F\d+</span>', unit)
    upload = Upload.objects.get(period=PERIOD, unit=official.unit)
    assert f'<a href="/rounds/deqing/{PERIOD}/returns/{upload.pk}/file/">{upload.name}</a>' in unit
    listed = page(office, f"/rounds/deqing/{PERIOD}/results/lists/officials/")
    own = f"/rounds/deqing/{PERIOD}/results/officials/{official.id}/"
    assert f'href="{own}#official.stars"' in listed and 'id="official.stars"' in page(office, own)
    reader = desk.signed_in(Account.objects.filter(username="lingdao").first() or desk.account("lingdao", "reader"))
    seen = page(reader, why)
    assert upload.name in seen and "/file/" not in seen and office.get(f"/rounds/deqing/{PERIOD}/results/units/X99/").status_code == 404


def test_a_unit_and_an_official_see_their_own_once_it_is_published(desk: Desk, office: Any):
    official, other = desk.county.roster.officials[0], next(u for u in desk.county.roster.units if u.code != desk.county.roster.officials[0].unit)
    unit = desk.signed_in(desk.account("danwei", "unit", unit=official.unit, scheme="deqing"))
    one = desk.signed_in(desk.account("geren", "official", official=official.id, scheme="deqing"))
    assert unit.get(f"/unit/deqing/{PERIOD}/results/").status_code == 404 and "还没有公布" in page(one, "/file/")
    published(office, PERIOD)
    own = page(unit, f"/unit/deqing/{PERIOD}/results/")
    assert 'id="unit.index"' in own and "/returns/" not in own and other.name not in own
    assert unit.get(f"/unit/deqing/{NEXT}/results/").status_code == 404
    book = desk.county.ledger
    number = book.object("deqing", PERIOD, subject=official.id, figure="official.stars", text="星级偏低", received=date(2026, 4, 20))
    book.check_objection(number, checked=date(2026, 4, 21), note="只供考评办看的核实意见")
    mine, why = page(one, "/file/"), page(one, f"/file/deqing/{PERIOD}/")
    assert official.name in mine and "第一季度" in mine and "第二季度" not in mine and "<pre" not in own + mine + why
    assert 'id="official.stars"' in why and "别人的，在此不列" in why
    for colleague in desk.county.roster.officials[1:]:
        assert colleague.id not in mine + why and colleague.name not in mine + why, colleague
    assert "星级偏低" in mine and "核实意见" not in mine and "核实意见" in page(office, f"/people/deqing/{official.id}/")
    printed = one.get("/file/deqing/page/")
    assert "sandbox" in printed["Content-Security-Policy"] and "第一季度" in printed.content.decode()
    workbook = one.get("/file/deqing/workbook/")
    assert workbook.content[:2] == b"PK" and "attachment" in workbook["Content-Disposition"]
    assert one.get(f"/file/deqing/{NEXT}/").status_code == one.get("/file/leishan/page/").status_code == 404


def test_the_office_looks_for_a_person_and_has_the_file(desk: Desk, office: Any):
    from shijibu.returns.reader import read

    official = desk.county.roster.officials[0]
    assert official.id not in page(office, "/people/")
    for asked in (official.name, official.id.lower(), official.unit.lower()):
        assert f'href="/people/deqing/{official.id}/"' in page(office, f"/people/?q={asked}")
    assert "没有这样的干部" in page(office, "/people/?q=查无此人")
    shown = page(office, f"/people/deqing/{official.id}/")
    assert "第一季度" in shown and "第二季度" in shown and "<polyline" in shown and f"/results/officials/{official.id}/" in shown
    book = read(office.get(f"/people/deqing/{official.id}/workbook/").content)
    assert "历次结果" in [s.title for s in book.sheets]
    assert official.name in office.get(f"/people/deqing/{official.id}/page/").content.decode()
    assert office.get("/people/deqing/X99-01/").status_code == 404
