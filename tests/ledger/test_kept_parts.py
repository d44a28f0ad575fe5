"""What figures and rosters say is kept once more in parts: each key's is found, and the trail knows of it."""

from __future__ import annotations

import tracemalloc
import zlib
from contextlib import nullcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine

from shijibu.ledger import Issue, LedgerUnavailable, kept_parts
from shijibu.ledger.reading import Reading
from shijibu.ledger.records import Canonical
from shijibu.ledger.tables import asking, decisions, metadata

PLACE = "deqing", "2026-Q1"
KEYS = st.text("T01-省ﬀ𠀀\udce4", max_size=4)
VALUES = st.dictionaries(KEYS, st.integers(0, 9) | st.just("值"), max_size=30)


class Asked(Reading):
    """A ledger within one transaction."""

    def __init__(self, connection):
        self._connection = connection

    def _asking(self):
        return nullcontext(asking(self._connection))

    _entering = _asking

    def close(self):
        pass


@given(
    sections=st.dictionaries(st.sampled_from(["units", "officials", "named"]), VALUES), others=st.lists(KEYS, max_size=9), large=st.integers(1, 200))
def test_every_key_is_in_the_part_that_is_read_for_it_and_no_other_is(sections, others, large):
    before, kept_parts._LARGE = kept_parts._LARGE, large
    engine = create_engine("sqlite://")
    try:
        metadata.create_all(engine)
        with engine.begin() as connection:
            decided = {"scheme": "deqing", "period": "2026-Q1", "revision": 1, "current": True, "decided_at": "", "digest": "", "results": {},
                       "figures": {}}
            connection.execute(decisions.insert().values(id=7, **decided))
            laid = kept_parts.laid(Canonical({}, sections))
            kept_parts.keep(connection, laid, decision_id=7)
            assert kept_parts.digests(connection, of="decision") == ({7: laid.digest} if sections else {})
            asked = Asked(connection)
            for section, values in sections.items():
                assert asked.decided_section(*PLACE, 1, section) == values
                for key in [*values, *others]:
                    part = asked.decided_part(*PLACE, 1, section, key)
                    assert part.covers(key) and part.values.get(key) == values.get(key), key
            assert asked.decided_part(*PLACE, 2, "units", "T01") is None
    finally:
        kept_parts._LARGE = before
        engine.dispose()


def roster(*units: str) -> Canonical:
    return Canonical({"units": list(units)}, {"units": {unit: {"unit": unit} for unit in units}})


def test_a_part_is_small_however_much_there_is(ledger):
    figures = Canonical({}, {"officials": {f"T{i:04}": {"score": i, "composite": 91.25} for i in range(3000)}})
    ledger.decide(*PLACE, results={}, figures=figures, returned=[])
    part = ledger.decided_part(*PLACE, 1, "officials", "T1500")
    assert part.values["T1500"]["score"] == 1500 and len(part.values) < 200


def test_the_roster_that_is_issued_anew_takes_the_place_of_the_earlier_one(ledger):
    for units in (("T01", "T02"), ("T01",)):
        ledger.record_issue(*PLACE, version="v1", deadline=None, roster=roster(*units), issued=[])
    assert ledger.roster_section(*PLACE, "units").keys() == {"T01"} and ledger.verify() == []
    ledger.record_issue(*PLACE, version="v1", deadline=None, roster={"units": []}, issued=[])
    assert ledger.roster_part_kept(*PLACE, "units", "T01") is None and ledger.verify() == []


def test_a_decision_that_lacks_them_gets_them_when_the_same_is_decided_again(ledger, returned):
    plain, figures = {"units": {"T01": {"score": 1}}}, Canonical({"units": {"T01": {"score": 1}}}, {"units": {"T01": {"score": 1}}})
    ledger.decide(*PLACE, results={}, figures=plain, returned=[returned()])
    assert ledger.decided_part(*PLACE, 1, "units", "T01") is None
    for _ in range(2):
        assert ledger.decide(*PLACE, results={}, figures=figures, returned=[returned()]) == 1
        assert ledger.decided_part(*PLACE, 1, "units", "T01").values == {"T01": {"score": 1}} and ledger.verify() == []
    assert ledger.head().sequence == 3, "the third time there is nothing to do"


@pytest.mark.parametrize("sql", [
    "UPDATE parts SET said = 'x' WHERE section = 'units'", "DELETE FROM parts WHERE section = 'units'", "DELETE FROM parts"])
def test_what_was_spoilt_is_made_anew_when_the_same_is_decided_again(ledger, tamper, returned, sql):
    said = {"units": {"T01": {"score": 1}}, "officials": {"O1": {"score": 2}}}
    for _ in range(2):
        ledger.decide(*PLACE, results={}, figures=Canonical(said, said), returned=[returned()])
        assert ledger.verify() == []
        assert ledger.decided_part(*PLACE, 1, "units", "T01").values == said["units"]
        tamper(sql)
        assert ledger.verify()


def test_a_part_that_opens_to_far_more_than_any_is_not_opened(ledger, tamper):
    """A ledger is a file that anybody may have written."""
    ledger.decide(*PLACE, results={}, figures=Canonical({}, {"units": {"T01": {"score": 1}}}), returned=[])
    tamper("UPDATE parts SET said = ?", zlib.compress(b'{"T01": "' + b" " * (1 << 27) + b'"}'))
    tracemalloc.start()
    with pytest.raises(LedgerUnavailable, match="可能已损坏"):
        ledger.decided_part(*PLACE, 1, "units", "T01")
    assert any("摘录被改动" in fault for fault in ledger.verify())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 27


OF_DECISION = "第 4 条审计记录：deqing 2026-Q1 第 1 次决定的摘录被改动"


@pytest.mark.parametrize(("sql", "said"), [
    ("UPDATE parts SET said = (SELECT said FROM parts WHERE round_id IS NOT NULL) WHERE decision_id = 1", OF_DECISION),
    ("UPDATE parts SET said = 'x' WHERE decision_id = 1", OF_DECISION),
    ("DELETE FROM parts WHERE decision_id = 1", OF_DECISION),
    ("UPDATE parts SET until = 'T02' WHERE round_id = 1", "第 3 条审计记录：deqing 2026-Q1 的下发被改动"),
    ("UPDATE parts SET round_id = 9 WHERE round_id = 1", "没有审计记录：不知哪一期名册的摘录"),
    ("UPDATE parts SET decision_id = 9 WHERE decision_id = 1", "没有审计记录：不知哪一次决定的摘录"),
])
def test_tampering_with_them_is_found(ledger, tamper, sql, said):
    issued = [Issue("T01", ledger.next_numbers(1)[0], "T01.xlsx", "sha", {})]
    ledger.record_issue(*PLACE, version="v1", deadline=None, roster=roster("T01"), issued=issued)
    ledger.decide(*PLACE, results={}, figures=Canonical({}, {"units": {"T01": {"score": 1}}}), returned=[])
    assert ledger.verify() == []
    tamper(sql)
    assert said in ledger.verify()
