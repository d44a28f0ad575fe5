"""Does what the tables hold agree with the audit trail? Each write entered hashes of its rows; here they are computed again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON, Connection, Row, Table, Text, cast, select

from shijibu.ledger import chain, withdrawing
from shijibu.ledger.deciding import returns_digest
from shijibu.ledger.objections import row_digest
from shijibu.ledger.records import Return, digest
from shijibu.ledger.tables import decisions, issues, meta, objections, returns, rounds, sightings, withdrawals

# What a fault is about: the number of the entry that does not fit (0: there is none), and the fault.
Found = Iterator[tuple[int, str]]


@dataclass(slots=True)
class Entered:
    """What the trail says that the tables hold, each with the number of the entry that said so."""

    meta: dict[str, tuple[int, str]] = field(default_factory=dict)
    rounds: dict[tuple[str, str], tuple[int, dict[str, Any]]] = field(default_factory=dict)
    issues: dict[int, tuple[int, list[Any]]] = field(default_factory=dict)
    sightings: dict[str, tuple[int, str]] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)
    withdrawals: list[tuple[int, str]] = field(default_factory=list)
    decisions: dict[tuple[str, str, int], tuple[int, dict[str, Any]]] = field(default_factory=dict)
    objections: dict[int, tuple[int, str]] = field(default_factory=dict)

    def take(self, link: chain.Link) -> None:
        """One entry more. Raises KeyError, TypeError, ValueError or AttributeError where it was changed beyond understanding."""
        subject, n = json.loads(link.subject), link.sequence
        if link.action == "create" and "key" in subject:  # schema 1 entered no hash of the key
            self.meta["key"] = n, subject["key"]
        elif link.action == "reserve":
            self.meta["next_number"] = n, str(subject["first"] + subject["count"])
        elif link.action == "issue":
            place = str(subject["scheme"]), str(subject["period"])
            told = {name: subject[name] for name in ("version", "roster")}
            self.rounds[place] = n, told | ({"deadline": subject["deadline"]} if "deadline" in subject else {})
            for unit, (number, sha256, *content) in subject["issued"].items():
                self.issues[int(number)] = n, [*place, unit, sha256, *content]
        elif link.action == "sight":
            self.sightings |= dict.fromkeys(subject["sha256"], (n, subject["first_seen"]))
            self.runs |= {} if subject.get("corrected") else dict.fromkeys(subject["sha256"], n)
        elif link.action in ("decide", "refresh"):
            which = str(subject["scheme"]), str(subject["period"]), int(subject["revision"])
            if link.action == "decide":
                self.decisions[which] = n, {"digest": subject["digest"], "at": link.at, "returns": subject["returns"]}
            else:
                self.decisions[which][1]["returns"] = subject["returns"]
        elif link.action == "withdraw":
            self.withdrawals.append((n, subject["digest"]))
        elif link.action in ("object", "check", "settle"):
            self.objections[int(subject["objection"])] = n, subject["digest"]


def faults(connection: Connection) -> list[str]:
    """Everything that does not fit, in the order of the trail, then what the trail does not know of. Empty when whole."""
    entered, found = Entered(), set()
    for link in chain.links(connection):
        if not link.whole:
            found.add((link.sequence, "与前一条不相接或被改动"))
        try:
            entered.take(link)
        except (KeyError, TypeError, ValueError, AttributeError):
            found.add((link.sequence, "读不懂"))
    for check in (_meta, _rounds, _issues, _sightings, _decisions, _withdrawals, _objections):
        found |= set(check(connection, entered))
    ordered = sorted(found, key=lambda fault: (fault[0] == 0, *fault))
    return [f"第 {n} 条审计记录：{what}" if n else f"没有审计记录：{what}" for n, what in ordered]


def _rows(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    """Rows with their JSON as text: what was changed into no JSON at all must not end the check."""
    columns = (cast(c, Text).label(c.name) if isinstance(c.type, JSON) else c for c in table.c)
    return iter(connection.execute(select(*columns)))


def _parsed(text: str | None) -> Any:
    """What the JSON says; broken JSON gives a value that hashes like no other."""
    try:
        return None if text is None else json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return ["not JSON", text]


def _gone(left: Iterable[tuple[int, Any]], what: str) -> Found:
    return ((n, f"{what}不见了") for n, _ in left)


def _meta(connection: Connection, entered: Entered) -> Found:
    held = {row.name: row.value for row in _rows(connection, meta)}
    n, told = entered.meta.get("key", (0, ""))
    try:
        same = not n or hashlib.sha256(bytes.fromhex(held["key"])).hexdigest() == told
    except (KeyError, TypeError, ValueError):
        same = False
    if not same:
        yield n, "签名密钥被改动"
    n, told = entered.meta.get("next_number", (0, ""))
    if n and held.get("next_number") != told:
        yield n, "下一个下发编号被改动"


def _rounds(connection: Connection, entered: Entered) -> Found:
    left = dict(entered.rounds)
    for row in _rows(connection, rounds):
        n, told = left.pop((row.scheme, row.period), (0, {}))
        held = {"version": row.version, "roster": digest(_parsed(row.roster)), "deadline": row.deadline}
        if not told:
            yield 0, f"{row.scheme} {row.period} 的下发"
        elif any(held[name] != value for name, value in told.items()):
            yield n, f"{row.scheme} {row.period} 的下发被改动"
    yield from _gone(left.values(), "下发")


def _issues(connection: Connection, entered: Entered) -> Found:
    left = dict(entered.issues)
    query = select(rounds.c.id, rounds.c.scheme, rounds.c.period)
    places = {row.id: (row.scheme, row.period) for row in connection.execute(query)}
    for row in _rows(connection, issues):
        n, told = left.pop(row.number, (0, []))
        content = digest([row.file, _parsed(row.prefilled)])
        held = [*places.get(row.round_id, (None, None)), row.unit, row.sha256, content]
        if not told:
            yield 0, f"下发编号 {row.number}"
        elif told != held[: len(told)]:  # schema 1 entered no hash of the content
            yield n, f"下发编号 {row.number} 的工作簿被改动"
    yield from _gone(left.values(), "下发的工作簿")


def _sightings(connection: Connection, entered: Entered) -> Found:
    left = dict(entered.sightings)
    for row in _rows(connection, sightings):
        n, told = left.pop(row.sha256, (0, None))
        if told != row.first_seen:
            yield n, f"{row.path} 的收到日期{'被改动' if n else ''}"
        elif row.run != entered.runs.get(row.sha256):
            yield n, f"{row.path} 的收到次序被改动"
    yield from _gone(left.values(), "收到日期")


def _decisions(connection: Connection, entered: Entered) -> Found:
    left, taken = dict(entered.decisions), {}
    for row in _rows(connection, returns):
        found = Return(row.unit, row.sha256, row.path, row.accepted, row.modified, _parsed(row.inputs), _parsed(row.problems),
                       row.number, _parsed(row.facts), row.kept)
        taken.setdefault(row.decision_id, []).append(found)
    last = {(scheme, period): revision for scheme, period, revision in sorted(left)}
    for row in _rows(connection, decisions):
        name = f"{row.scheme} {row.period} 第 {row.revision} 次决定"
        n, told = left.pop((row.scheme, row.period, row.revision), (0, {}))
        rests_on = taken.pop(row.id, [])
        if not told:
            yield 0, name
            continue
        content = digest([_parsed(row.results), _parsed(row.figures)])
        if (row.decided_at, row.digest, content) != (told["at"], told["digest"], told["digest"]):
            yield n, f"{name}被改动"
        if row.current != (last[row.scheme, row.period] == row.revision):
            yield n, f"{name}是否现行被改动"
        if returns_digest(rests_on) != told["returns"]:
            yield n, f"{name}所依据的报送被改动"
    yield from ((0, f"报送 {r.path}") for rows in taken.values() for r in rows)
    yield from _gone(left.values(), "决定")


def _withdrawals(connection: Connection, entered: Entered) -> Found:
    left = list(entered.withdrawals)
    for row in _rows(connection, withdrawals):
        held = withdrawing.row_digest(row.scheme, row.period, row)
        own = next((one for one in left if one[1] == held), None)
        if own is None:
            yield 0, f"{row.unit} 的撤回"
        else:
            left.remove(own)
    yield from ((n, "撤回不见了或被改动") for n, _ in left)


def _objections(connection: Connection, entered: Entered) -> Found:
    left = dict(entered.objections)
    for row in _rows(connection, objections):
        n, told = left.pop(row.id, (0, None))
        if row_digest(row, _parsed(row.changed)) != told:
            yield n, f"{row.subject} 的异议{'被改动' if n else ''}"
    yield from _gone(left.values(), "异议")
