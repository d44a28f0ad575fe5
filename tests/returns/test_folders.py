"""Each inbox of folders.yaml ends up as the table says: every file in one place, every unit in one."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from shijibu.ledger import Ledger
from shijibu.rounds.consolidate import consolidate
from shijibu.scheme.period import Period
from shijibu.scheme.yaml_text import YamlText
from shijibu.workbook.identity import Identity
from shijibu.workbook.names import HIDDEN_SHEET
from tests.county import County
from tests.returns.packages import KINDS

FOLDERS = YamlText((Path(__file__).with_name("folders.yaml")).read_text(encoding="utf-8")).values
Q4, Q1 = "2025-Q4", "2026-Q1"


@pytest.fixture(scope="module")
def counties(tmp_path_factory) -> tuple[County, County]:
    """The county, with the last round of 2025 and the first of 2026 issued; and another one, with a key of its own."""
    made = [County.made(tmp_path_factory.mktemp(name), units=units) for name, units in (("county", 4), ("other", 6))]
    for county in made:
        county.issue(Q4)
        county.issue(Q1)
    return made[0], made[1]


def signed_for_another_version(data: bytes, key: bytes) -> bytes:
    """The workbook as the county issued it under an earlier version of its scheme."""
    book, out = load_workbook(BytesIO(data)), BytesIO()
    cell = book[HIDDEN_SHEET]["A1"]
    identity = Identity.parse(re.sub('"version":"[^"]*"', '"version":"an-earlier-one"', cell.value))
    assert identity is not None
    cell.value = identity.signed(key).text()
    book.save(out)
    return out.getvalue()


def made(counties: tuple[County, County], unit: str, how: str, hour: int) -> bytes:
    county, other = counties
    when = {"modified": datetime(2026, 4, 5, hour, tzinfo=UTC)}
    match how:
        case "good":
            return county.returned(Q1, unit, **when).read_bytes()
        case "wrong":
            return county.returned(Q1, unit, set={"tasks[1].planned": "九成"}, **when).read_bytes()
        case "others_people":
            return county.returned(Q1, unit, set={"tasks[1].owner": county.roster.team("D02")[0].name}, **when).read_bytes()
        case "last":
            return county.returned(Q4, unit, **when).read_bytes()
        case "forged":
            return other.returned(Q1, unit, **when).read_bytes()
        case "version":
            return signed_for_another_version(county.returned(Q1, unit).read_bytes(), county.ledger.key())
        case "lock" | "note":
            return b"nobody reads this"
    return KINDS[how](county.returned(Q1, unit, **when).read_bytes())


@pytest.mark.parametrize("entry", FOLDERS, ids=[e["name"] for e in FOLDERS])
def test_an_inbox_ends_up_as_the_table_says(entry, counties, tmp_path):
    county, inbox = counties[0], tmp_path / "inbox"
    shutil.copy(county.folder / "shijibu.db", tmp_path / "shijibu.db")  # where no other inbox has been seen
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'shijibu.db'}")
    for name, (unit, how, hour) in entry["files"].items():
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(made(counties, unit, how, hour))
    done = consolidate([inbox], county.scheme, Period.parse(Q1), ledger, received=date.fromisoformat(entry.get("received", "2026-04-02")))
    found: dict[str, Any] = {
        "accepted": {unit: f.path for unit, f in done.files.accepted.items()},
        "rejected": {r.path: r.unit for r in done.results.rejected},
        "superseded": done.results.superseded,
        "ignored": sorted(f.path for f in done.files.ignored),
        "missing": done.results.missing,
        "late": done.results.late,
    }
    assert found == {"accepted": {}, "rejected": {}, "superseded": [], "ignored": [], "missing": [], "late": []} | {
        k: sorted(v) if isinstance(v, list) else v for k, v in entry["then"].items()}
    told = {f.path: {p.code for p in f.problems} for f in [*done.files.accepted.values(), *done.files.rejected, *done.files.superseded]}
    for name, codes in entry.get("codes", {}).items():
        assert set(codes) <= told[name]
    units = set(found["accepted"]) | {u for u in found["rejected"].values() if u} | set(found["missing"])
    assert units == {"D01", "D02", "D03", "T01"}
    assert len(entry["files"]) == sum(len(found[k]) for k in ("accepted", "rejected", "superseded", "ignored"))
