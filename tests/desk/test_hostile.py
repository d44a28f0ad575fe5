"""A round in which everybody who may write a name or a text wrote markup, formulas and marks that turn the writing: no page of the desk obeys it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest

from shijibu.demo.people import made_up_roster
from shijibu.scheme.load import load, scheme_file
from shijibu.scheme.roster import Roster
from tests.county import County
from tests.desk.conftest import PERIOD, Desk, desk_of

SCHEME = "hostile"
ROUND = f"/rounds/{SCHEME}/{PERIOD}/"
SCRIPT, IMAGE, BIDI = "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "\u202e"
FORMULA, LINK, TEMPLATE = "=HYPERLINK(\"http://evil.example/\",\"x\")", "javascript:alert(1)", "{{7*7}}{% include '/etc/passwd' %}"
HOSTILE = SCRIPT + IMAGE + BIDI
ROLES = ("office", "unit", "official", "reader")
NUMBERS = range(12)
# What there is only after somebody asked for it, or where this computer has a LibreOffice.
NOT_YET = {"paper_pdf", "marked_scheme", "simulation", "backup_file"}


class Obeyed(HTMLParser):
    """What of a page a browser would run or fetch that the desk did not put there."""

    def __init__(self, page: str, *, paper: bool) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._paper = paper
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and (self._paper or not given.get("src", "").startswith("/desk/")):
            self.faults.append(f"<{tag} {given}>")
        if tag in ("iframe", "object", "embed", "base") or (tag == "img" and not given.get("src", "").startswith("data:image/")):
            self.faults.append(f"<{tag} {given}>")
        for name, value in given.items():
            leads = name in ("href", "src", "action", "formaction", "hx-get", "hx-post")
            if name.startswith(("on", "hx-on")) or (leads and re.match(r"\s*(?!data:image/)[a-z]+:|//", value, re.IGNORECASE)):
                self.faults.append(f"<{tag} {name}={value}>")
            if name == "style" and not self._paper:
                self.faults.append(f"<{tag} {name}={value}>")


def _write_scheme(home: Path) -> None:
    """Deqing's scheme under such names."""
    plain = scheme_file("deqing").read_text(encoding="utf-8")
    for field in ("name", "county", "office", "source"):
        plain = re.sub(rf"(?m)^({field}: ).*$", lambda m: f"{m[1]}'甲{SCRIPT}{IMAGE}'", plain)
    plain = re.sub(r"(?m)^(  signed: ).*$", lambda m: f"{m[1]}'{SCRIPT}'", re.sub(r"(?m)^id: .*$", f"id: {SCHEME}", plain))
    home.mkdir(parents=True)
    (home / "scheme.yaml").write_text(plain, encoding="utf-8")


def hostile_people() -> Roster:
    """Units and officials under such names."""
    people = made_up_roster(load("deqing"), 3, Random(7))
    units = [u.model_copy(update={"name": f"{u.name}{n}{HOSTILE}"}) for n, u in enumerate(people.units)]
    return Roster.of(units, [o.model_copy(update={"name": f"{o.name}{n}{SCRIPT if n % 2 else IMAGE}{BIDI}"}) for n, o in enumerate(people.officials)])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The round returned, consolidated, published, objected to; every text that somebody may write is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    roster = hostile_people()
    _write_scheme(folder / "templates" / SCHEME)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHIJIBU_TEMPLATES", str(folder / "templates"))
        county = County.made(folder / "county", SCHEME, roster=roster)
        with desk_of(county, folder / "desk") as made:
            _lived(made)
            yield made


def _worked(answer: Any) -> Any:
    from shijibu_desk.models import Job
    from shijibu_desk.running import run_job

    assert answer.status_code == 302, answer.content.decode()
    number = int(answer["Location"].split("/")[2])
    run_job.call(number)
    job = Job.objects.get(pk=number)
    assert job.state == "done", job.sentences
    return job


def _lived(desk: Desk) -> None:
    """What people did in the round."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from shijibu_desk.ledgers import ledger

    roster = desk.county.roster
    office = desk.signed_in(desk.account("kaoping", "office", title=HOSTILE))
    first = roster.units[0]
    unit = desk.signed_in(desk.account("danwei", "unit", unit=first.code, scheme=SCHEME, title=HOSTILE))
    official = next(o for o in roster.officials if o.unit == first.code)
    desk.account("geren", "official", official=official.id, scheme=SCHEME, title=HOSTILE)
    desk.account("lingdao", "reader", title=HOSTILE)
    files = []
    for n, one in enumerate(roster.units[:-1]):
        texts = {"tasks[1].title": SCRIPT, "tasks[1].evidence": IMAGE, "tasks[2].title": FORMULA, "tasks[2].evidence": BIDI + LINK,
                 "tasks[3].title": TEMPLATE, "records[1].work": HOSTILE + FORMULA, "questions[1].question": HOSTILE}
        wrong = {} if n == 0 else {"tasks[1].planned": HOSTILE, "tasks[2].owner": HOSTILE}
        files.append(desk.county.returned(PERIOD, one.code, set=texts | wrong).read_bytes())
    names = [f"../../甲{HOSTILE}.xlsx", f"C:\\乙{HOSTILE}.xlsx", f"丙{HOSTILE}.docx"]
    given = [SimpleUploadedFile("x", data) for data in (*files, b"nothing")]
    for file, name in zip(given, names, strict=True):
        file._name = name  # as the header has it, whatever Django makes of it before it is sent
    _worked(office.post(f"{ROUND}uploads/", {"files": given}))
    _worked(office.post(f"{ROUND}consolidate/"))
    office.post(f"{ROUND}publish/", {"revision": ledger().decision(SCHEME, PERIOD).revision})
    assert unit.post(f"/own/{SCHEME}/{PERIOD}/objections/", {"figure": "index", "text": HOSTILE + FORMULA}).status_code == 302
    note = {"note": HOSTILE, "checked": "2099-01-01"}
    assert office.post(f"{ROUND}objections/1/look/", note).status_code == 302
    settled = {"decision": "upheld", "reason": HOSTILE, "decided": "2099-01-02", "cell1": "tasks[2].actual", "value1": "2%"}
    _worked(office.post(f"{ROUND}objections/1/settle/", settled))
    office.post(f"{ROUND}publish/", {"revision": ledger().decision(SCHEME, PERIOD).revision})
    paper = {"subject": first.code, "figure": "index", "text": FORMULA + HOSTILE, "received": "2026-04-20"}
    assert office.post(f"{ROUND}objections/", paper).status_code == 302
    _worked(office.post("/accounts/bulk/", {"round": f"{SCHEME} {PERIOD}"}))
    book = office.get(f"/rules/{SCHEME}/workbook/").content
    office.post(f"/rules/{SCHEME}/upload/", {"file": SimpleUploadedFile("方案.xlsx", book)})


def addresses(desk: Desk, office: Any) -> Iterator[tuple[str, Any, list[str]]]:
    """Name, view and every filled-in address of each pattern in the table that shows something."""
    from django.urls import reverse

    from shijibu_desk.urls import urlpatterns

    shown = office.get(f"{ROUND}results/").content.decode()
    known: dict[str, Any] = {
        "scheme": [SCHEME], "period": [PERIOD], "unit": [u.code for u in desk.county.roster.units], "number": NUMBERS,
        "official": [o.id for o in desk.county.roster.officials[:3]], "listing": sorted(set(re.findall(r"results/lists/([a-z0-9-]+)/", shown))),
    }
    assert len(known["listing"]) > 8
    for pattern in urlpatterns:
        names = list(pattern.pattern.converters)
        yield pattern.name, pattern.callback, [reverse(pattern.name, kwargs=dict(zip(names, values, strict=True)))
                                               for values in product(*(known[name] for name in names))]


def packed(data: bytes) -> Iterator[bytes]:
    """The parts of a package, and of the packages in it."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            for name in opened.namelist():
                yield from packed(opened.read(name))
    else:
        yield data


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def harmless(answer: Any, address: str) -> str:
    """An answer that obeys nothing; gives its text where it is a page."""
    policy, data = answer["Content-Security-Policy"], body(answer)
    assert int(answer.get("Content-Length", len(data))) == len(data), address
    assert "script-src 'self'" in policy or ("script-src" not in policy and policy.startswith("default-src 'none'")), address
    assert "frame-ancestors 'none'" in policy and answer["X-Content-Type-Options"] == "nosniff", address
    for part in packed(data):
        for formula in re.findall(rb"<f[ >][^<]*", part):
            assert b"evil.example" not in formula, address
        assert b'Target="http://evil' not in part and b'Target="javascript' not in part, address
    if not answer["Content-Type"].startswith("text/html"):
        assert "attachment" in answer.get("Content-Disposition", "attachment"), address
        return ""
    text = data.decode()
    paper = "sandbox" in policy
    assert Obeyed(text, paper=paper).faults == [], address
    assert BIDI not in text and "49{%" not in text and "root:x" not in text, address
    return text


def test_no_page_obeys_what_somebody_wrote(desk: Desk):
    from shijibu_desk.models import Account

    clients = {role: desk.signed_in(Account.objects.filter(role=role).order_by("pk")[0]) for role in ROLES}
    assert [str(Account.objects.filter(role=role).order_by("pk")[0]) for role in ROLES] == [HOSTILE] * 4
    shown, carried = set(), set()
    for name, view, listed in addresses(desk, clients["office"]):
        for role, client in clients.items():
            if role not in (getattr(view, "roles", None) or ()):
                continue
            for address in listed:
                answer = client.get(address)
                assert answer.status_code < 500, address
                if answer.status_code == 405:
                    shown.add(name)
                    continue
                page = harmless(answer, address)
                if answer.status_code == 200 or (answer.status_code == 302 and name == "home"):
                    shown.add(name)
                if "&lt;script&gt;alert(1)" in page:
                    carried.add(name)
    everything = {name for name, view, _ in addresses(desk, clients["office"]) if getattr(view, "roles", None)}
    assert everything - shown <= NOT_YET, everything - shown
    assert len(carried) > 20, sorted(carried)  # the names and texts were there


def test_what_is_asked_for_is_shown_as_text(desk: Desk):
    from django.test import Client

    from shijibu_desk.models import Account

    office = desk.signed_in(Account.objects.get(username="kaoping"))
    asked = dict.fromkeys(("q", "state", "sort", "page", "all"), HOSTILE + "\x01")
    for address in ("/people/", "/accounts/", ROUND, f"{ROUND}results/lists/ranking/", f"{ROUND}results/lists/officials/"):
        for headers in ({}, {"HX-Request": "true", "HX-Current-URL": LINK}):
            harmless(office.get(address, asked, headers=headers), address)
    stranger = Client()
    for address in ("//evil.example/", "https://evil.example/", LINK, HOSTILE):
        harmless(stranger.get("/login/", {"next": address}), "/login/")
        account = Account.objects.get(username="lingdao")
        account.set_password("dui-de-kouling-9")
        account.save()
        answer = Client().post("/login/", {"username": "lingdao", "password": "dui-de-kouling-9", "next": address})
        assert answer.status_code == 302 and urlsplit(answer["Location"])[:2] == ("", ""), answer["Location"]
    for shown, to in (("https://evil.example/rounds/", "%2Frounds%2F"), ("http://[x", "%2F")):
        answer = stranger.get("/rounds/", headers={"HX-Request": "true", "HX-Current-URL": shown})
        assert answer["HX-Redirect"] == f"/login/?next={to}"


def test_what_is_wrong_with_a_form_is_shown_as_text(desk: Desk):
    """Whatever a field is told, it comes back as text or not at all."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from shijibu_desk.models import Account

    office, unit = (desk.signed_in(Account.objects.get(username=name)) for name in ("kaoping", "danwei"))
    fields = "username title role scheme unit official period deadline subject figure text received note checked decision reason decided cell1 value1"
    wrong = dict.fromkeys(f"{fields} other round revision parameter first last step version what".split(), HOSTILE)
    seen = 0
    for name, view, listed in addresses(desk, office):
        roles = getattr(view, "roles", None)
        if not roles or name == "passwords_done":
            continue
        client = office if "office" in roles else unit
        for address in listed[:2]:
            for key in ("file", "files", "roster"):
                answer = client.post(address, wrong | {key: SimpleUploadedFile(f"甲{HOSTILE}.xlsx", b"PK\x03\x04")})
                assert answer.status_code < 500, address
                seen += "&lt;script&gt;alert(1)" in harmless(answer, address)
    assert seen > 5


def test_file_names_with_paths_lead_nowhere(desk: Desk):
    from shijibu_desk.models import Upload
    from shijibu_desk.places import RoundFolder

    folder = RoundFolder(SCHEME, PERIOD).returns.resolve()
    kept = list(Upload.objects.filter(handed_in=False))
    assert len(kept) >= 3
    for one in kept:
        assert (folder / one.path).resolve().is_relative_to(folder) and not {"/", "\\", BIDI} & set(one.name), one.name
    outside = [p for p in Path(desk.options.folder).rglob("*") if "甲" in p.name and folder not in p.resolve().parents and "issued" not in p.parts]
    assert not [p for p in outside if p.suffix == ".xlsx" and "dropped" not in p.parts and "result" not in p.parts], outside
