"""Every address of the desk, without a login, as each role, and as another unit: what is not said to be somebody's is nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.desk import process
from tests.desk.conftest import PERIOD, Desk

ROLES = ("office", "unit", "official", "reader")
OPEN = {"login", "logout", "pane_session", "first"}


def addresses() -> Iterator[tuple[str, str, Any]]:
    """Name, a filled-in address and view of each pattern in the table."""
    from django.urls import reverse

    from shijibu_desk.urls import urlpatterns

    known = {"scheme": "deqing", "period": PERIOD, "unit": "D01", "number": 1, "listing": "ranking", "official": "D01-01"}
    for pattern in urlpatterns:
        names = pattern.pattern.converters
        yield pattern.name, reverse(pattern.name, kwargs={name: known[name] for name in names}), pattern.callback


@pytest.fixture(scope="module")
def accounts(desk: Desk) -> dict[str, Any]:
    official = desk.county.roster.officials[0].id
    return {
        "office": desk.account("kaoping", "office"), "reader": desk.account("lingdao", "reader"),
        "unit": desk.account("D01", "unit", unit="D01", scheme="deqing"),
        "official": desk.account("yi", "official", official=official, scheme="deqing"),
    }


def test_nobody_comes_in_without_a_login(desk: Desk):
    from django.test import Client

    for name, address, _ in addresses():
        for answer in (Client().get(address), Client().post(address)):
            if name not in OPEN:
                assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/login/"), name


def test_a_page_is_refused_to_every_role_that_it_does_not_name(desk: Desk, accounts: dict[str, Any]):
    for name, address, view in addresses():
        if name in OPEN:
            continue
        assert view.roles, f"{name} says for whom it is"
        for role in ROLES:
            client = desk.signed_in(accounts[role])
            for answer in (client.get(address), client.post(address)):
                if role not in view.roles:
                    assert answer.status_code == 403, (name, role)
                else:
                    assert answer.status_code not in (401, 403, 500), (name, role, answer.status_code)


def test_a_unit_sees_nothing_of_another_unit(desk: Desk, accounts: dict[str, Any]):
    other = desk.signed_in(desk.account("D02", "unit", unit="D02", scheme="deqing"))
    elsewhere = desk.signed_in(desk.account("D01b", "unit", unit="D01", scheme="leishan"))
    own = desk.county.blank(PERIOD, "D01").read_bytes()
    mine = b"".join(desk.signed_in(accounts["unit"]).get(f"/unit/deqing/{PERIOD}/workbook/").streaming_content)
    theirs = b"".join(other.get(f"/unit/deqing/{PERIOD}/workbook/").streaming_content)
    assert mine == own and theirs != own
    assert elsewhere.get(f"/unit/deqing/{PERIOD}/workbook/").status_code == 404
    assert "deqing" not in elsewhere.get("/unit/").content.decode()
    for what in ("check", "copy", "hand-in"):
        with desk.county.blank(PERIOD, "D01").open("rb") as file:
            answer = other.post(f"/unit/deqing/{PERIOD}/{what}/", {"file": file})
        assert "别的单位" in answer.content.decode() or answer.status_code == 404, what
    from shijibu_desk.models import Upload

    assert not Upload.objects.exists()


def test_a_number_that_no_database_holds_is_no_address(desk: Desk, accounts: dict[str, Any]):
    from shijibu_desk.urls import urlpatterns

    assert not [p.name for p in urlpatterns if "<int:" in str(p.pattern)], "NumberConverter has an end"
    for name, address, view in addresses():
        if re.search("/1/", address) and view.roles:
            client = desk.signed_in(accounts[str(next(iter(view.roles)))])
            for number in ("9" * 9, "9" * 10, "9" * 40):
                for answer in (client.get(address.replace("/1/", f"/{number}/")), client.post(address.replace("/1/", f"/{number}/"))):
                    assert answer.status_code in (404, 405), (name, answer.status_code)


def test_a_form_from_elsewhere_is_refused(desk: Desk, accounts: dict[str, Any]):
    from django.test import Client

    for name, address, view in addresses():
        client = Client(enforce_csrf_checks=True)
        role = next(iter(view.roles)) if getattr(view, "roles", None) else "office"
        client.force_login(accounts[str(role)], backend="django.contrib.auth.backends.ModelBackend")
        answer = client.post(address)
        assert answer.status_code in (403, 405), name


def test_a_locked_account_and_a_one_time_password_open_nothing(desk: Desk):
    account = desk.account("linshi", "office")
    account.must_change = True
    account.save()
    client = desk.signed_in(account)
    for name, address, view in addresses():
        if name not in OPEN | {"password"} and "office" in view.roles and client.get(address).status_code != 405:
            assert client.get(address)["Location"] == "/password/", name
    account.must_change, account.is_active = False, False
    account.save()
    assert client.get("/rounds/")["Location"].startswith("/login/")


def test_without_a_login_only_who_sits_at_this_computer_is_the_office(desk: Desk):
    """A proxy on it speaks for others; another computer, a name pointed here, and a foreign page are refused as well."""
    from django.test import override_settings

    from shijibu_addin.server.settings import Settings
    from tests.server.client import Client as Peer

    with override_settings(SHIJIBU_DESK=replace(process.options(), login=False)):
        app = process.application(Settings())
        here = Peer(app=app)
        assert here.get("/jobs/").status_code == 404 and here.get("/rounds/").status_code in (200, 302)  # the desk answers
        refused = [here.beside("192.0.2.7"), here]
        for n, headers in enumerate(({}, {"Via": "1.1 x"}, {"X-Forwarded-For": "127.0.0.1"})):
            for method in ("GET", "POST"):
                answer = refused[min(n, 1)].request(method, "/accounts/", headers=headers)
                assert answer.status_code == 401 and "kaoping" not in answer.text, headers
        assert here.get("/accounts/", headers={"Host": "evil.example"}).status_code == 400
        assert here.post("/accounts/new/", headers={"Origin": "https://evil.example"}).status_code == 403


def test_guessing_is_stopped(desk: Desk):
    from django.test import Client

    from shijibu_desk.models import Account

    Account.objects.create_user("caimi", "dui-de-kouling-9", role="office")
    client = Client()
    for _ in range(5):
        answer = client.post("/login/", {"username": "caimi", "password": "cuo"})
    assert answer.status_code == 429 and "十五分钟" in answer.content.decode()
    assert client.post("/login/", {"username": "caimi", "password": "dui-de-kouling-9"}).status_code == 429
    assert client.post("/login/", {"username": "kaoping", "password": "cuo"}).status_code == 200  # another account is not locked with it


def test_another_password_wants_the_old_one(desk: Desk):
    account = desk.account("huankou", "office")
    account.set_password("dui-de-kouling-9")
    account.save()
    client, new = desk.signed_in(account), {"new_password1": "xin-de-kouling-8", "new_password2": "xin-de-kouling-8"}
    other = desk.signed_in(account)
    for old in ({}, {"old_password": ""}, {"old_password": "cuo"}):
        assert client.post("/password/", new | old).status_code == 200
    assert "现在的口令" in client.get("/password/").content.decode() and other.get("/accounts/").status_code == 200
    assert client.post("/password/", new | {"old_password": "dui-de-kouling-9"}).status_code == 302
    assert client.get("/accounts/").status_code == 200 and other.get("/accounts/").status_code == 302  # every other session ends


def test_signing_in_gives_a_new_session(desk: Desk):
    from django.test import Client

    from shijibu_desk.models import Account

    Account.objects.create_user("xinde", "dui-de-kouling-9", role="office")
    client = Client()
    client.get("/login/")
    client.cookies["shijibu_desk"] = before = "a" * 32
    client.post("/login/", {"username": "xinde", "password": "dui-de-kouling-9"})
    assert client.cookies["shijibu_desk"].value != before
    assert client.cookies["shijibu_desk"]["httponly"] and client.cookies["shijibu_desk"]["samesite"] == "Lax"


def test_a_one_time_password_costs_little_to_make_and_is_kept_in_full_once_it_is_used(desk: Desk):
    from django.test import Client

    from shijibu_desk.accounts import Wanted, made
    from shijibu_desk.models import Account
    from shijibu_desk.role import Role

    password = made(Wanted("xinren", "新人", Role.OFFICE), "kaoping")
    cost = [Account.objects.get(username="xinren").password.split("$")[1]]
    for given in ("cuo", password):
        Client().post("/login/", {"username": "xinren", "password": given})
        cost.append(Account.objects.get(username="xinren").password.split("$")[1])
    assert cost == ["1024", "1024", "16384"] and Account.objects.get(username="xinren").must_change


def test_a_slip_names_the_address_by_which_others_come(desk: Desk):
    office = desk.signed_in(desk.account("dayin", "office"))
    form = {"username": "zhitiao", "title": "纸条", "role": "reader"}
    at_its_own = office.post("/accounts/new/", form, headers={"host": "localhost:8000"}).content.decode()
    from_elsewhere = office.post("/accounts/new/", form | {"username": "zhitiao2"}, headers={"host": "kaoping.deqing:8443"}).content.decode()
    assert "网址：" not in at_its_own and "请从别人用的网址打开" in at_its_own and "网址：http://kaoping.deqing:8443/" in from_elsewhere
