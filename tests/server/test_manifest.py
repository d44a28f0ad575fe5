"""The manifest that Excel is given: addresses of this server alone, each of which answers."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from shijibu_addin.server.manifest import build, manifest
from shijibu_addin.server.settings import Settings
from tests.desk.process import application
from tests.server.client import Client

BASE = "https://shijibu.example:8443"


def addresses(text: str) -> set[str]:
    """Every address that Excel would open; the names of XML namespaces are none."""
    tree = ET.fromstring(text)
    told = [*(v for e in tree.iter() for v in e.attrib.values()), *((e.text or "") for e in tree.iter())]
    return {t for t in told if "://" in t}


def test_no_address_of_the_internet_is_in_it():
    assert addresses(manifest(BASE)) and all(a.startswith(BASE) for a in addresses(manifest(BASE)))


def test_each_address_in_it_answers_without_a_login():
    """Excel fetches them without the pane's cookies."""
    client = Client(app=application(Settings(accounts=True, hosts=("shijibu.example",))), peer="192.0.2.7", base=BASE)
    for address in addresses(client.get("/manifest/download").text):
        answer = client.get(address.removeprefix(BASE) or "/", follow_redirects=True)  # what tells of the product leads to the desk's login
        assert answer.status_code == 200 and answer.content, address


def test_the_server_names_itself_as_it_was_called():
    answer = Client(base="https://localhost:8443").get("/manifest/download")
    assert "https://localhost:8443/taskpane.html" in answer.text and "attachment" in answer.headers["content-disposition"]


def test_the_functions_are_called_shiji():
    assert 'id="Functions.Namespace" DefaultValue="SHIJI"' in manifest(BASE)


def test_the_same_address_keeps_its_id_and_another_has_its_own():
    ids = [re.search(r"<Id>(.*)</Id>", manifest(base)).group(1) for base in (BASE, BASE + "/", "https://other.example")]
    assert ids[0] == ids[1] != ids[2]


def test_the_version_has_the_four_parts_that_excel_wants():
    assert re.search(r"<Version>\d+(\.\d+){3}</Version>", manifest(BASE))


def test_every_resource_that_is_named_is_there():
    text = manifest(BASE)
    assert set(re.findall(r'resid="([^"]+)"', text)) == set(re.findall(r'<bt:\w+ id="([^"]+)"', text))


def test_it_is_written_to_a_folder(tmp_path: Path):
    file = build(tmp_path / "new", BASE)
    assert file.read_text(encoding="utf-8") == manifest(BASE)


@pytest.mark.parametrize("address", ["http://shijibu.example", "shijibu.example", "https://", "https://a.example/path", "https://a.example/?q=1"])
def test_an_address_that_excel_would_not_take_is_refused(tmp_path: Path, address: str):
    with pytest.raises(ValueError, match="https"):
        build(tmp_path, address)
