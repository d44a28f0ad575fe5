"""Does what the tables hold agree with the audit trail? Each write entered hashes of its rows; here they are computed again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, Table, Text, cast, select
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from shijibu.ledger import chain, confirming, kept_parts, ruling, sighting, structure, withdrawing
from shijibu.ledger.entered import Entered
from shijibu.ledger.objections import row_digest
from shijibu.ledger.records import Return, digest
from shijibu.ledger.returns_digest import returns_digest
from shijibu.ledger.tables import (
    Payload,
    asking,
    audit,
    confirmations,
    decisions,
    issues,
    meta,
    objections,
    returns,
    rounds,
    rule_changes,
    schemes,
    sightings,
    withdrawals,
)

# What a fault is about: the number of the entry that does not fit (0: there is none), and the fault.
Found = Iterator[tuple[int, str]]


def faults(connection: Connection) -> list[str]:
    """Everything that does not fit: in the database's structure, in the order of the trail, what the trail does not know of, and at its end.
    Empty when whole."""
    entered, found, built = Entered(), set[tuple[int, str]](), list(structure.faults(connection))
    for check in (_trail, _meta, _rounds, _issues, _schemes, _rule_changes, _sightings, _decisions, _withdrawals, _objections, _confirmations):
        try:
            found |= set(check(connection, entered))
        except DatabaseError:
            if not built:  # else that a table or a column lacks is said
                raise
    ordered = sorted(found, key=lambda fault: (fault[0] == 0, *fault))
    listed = [f"第 {n} 条审计记录：{what}" if n else f"没有审计记录：{what}" for n, what in ordered]
    return [*(f"台账结构：{what}" for what in built), *listed, *_end(connection)]


def _trail(connection: Connection, entered: Entered) -> Found:
    for link in chain.links(connection, _key(connection)):
        if not link.whole:
            yield link.sequence, "与前一条不相接或被改动"
        try:
            entered.take(link)
        except (KeyError, TypeError, ValueError, AttributeError):
            yield link.sequence, "读不懂"
    yield from ((n, "在它之前审计记录曾被截去或改动") for n in entered.broken)


def _end(connection: Connection) -> list[str]:
    try:
        if _key(connection) is None or chain.is_sealed(connection):
            return []
    except DatabaseError:
        return []
    return ["审计记录的末尾：与台账记下的不符，最后的记录可能被截去"]


def _key(connection: Connection) -> bytes | None:
    """The ledger's key, as far as the trail vouches for it: another one would make every entry look changed."""
    try:
        held = bytes.fromhex(connection.execute(select(meta.c.value).where(meta.c.name == "key")).scalar_one())
        first = connection.execute(select(audit.c.subject).order_by(audit.c.sequence).limit(1)).scalar_one()
        said = json.loads(first).get("key", hashlib.sha256(held).hexdigest())
    except (SQLAlchemyError, TypeError, ValueError, AttributeError):
        return None
    return held if hashlib.sha256(held).hexdigest() == said else None


def _rows(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    """Rows with their JSON as text: what was changed into no JSON at all must not end the check."""
    columns = (cast(c, Text).label(c.name) if isinstance(c.type, Payload) else c for c in table.c)
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
    for name, what in (("next_number", "下一个下发编号"), ("schema", "台账格式的版本")):
        n, told = entered.meta.get(name, (0, ""))
        if n and held.get(name) != told:
            yield n, f"{what}被改动"
    yield from ((0, f"设置“{name}”") for name in held.keys() - {"key", "next_number", "schema", "head"})


def _rounds(connection: Connection, entered: Entered) -> Found:
    left, parts = dict(entered.rounds), kept_parts.digests(connection, of="round")
    for row in _rows(connection, rounds):
        n, told = left.pop((row.scheme, row.period), (0, {}))
        held = {"version": row.version, "roster": digest(_parsed(row.roster)), "deadline": row.deadline, "parts": parts.pop(row.id, None)}
        if not told:
            yield 0, f"{row.scheme} {row.period} 的下发"
        elif any(held[name] != value for name, value in told.items()):
            yield n, f"{row.scheme} {row.period} 的下发被改动"
    yield from ((0, "不知哪一期名册的摘录") for _ in parts)
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
        elif row.issued_at != entered.issued_at[row.number]:
            yield n, f"下发编号 {row.number} 的下发时间被改动"
    yield from _gone(left.values(), "下发的工作簿")


def _schemes(connection: Connection, entered: Entered) -> Found:
    left = dict(entered.schemes)
    for row in _rows(connection, schemes):
        n, told = left.pop((row.scheme, row.version), (0, None))
        if digest(row.text) != told:
            yield n, f"方案 {row.scheme}（版本 {row.version}）{'被改动' if n else ''}"
    yield from _gone(left.values(), "方案")


def _rule_changes(connection: Connection, entered: Entered) -> Found:
    left = list(entered.rule_changes)
    for row in _rows(connection, rule_changes):
        held = ruling.row_digest(row.scheme, row.period, row, _parsed(row.differences))
        own = next((one for one in left if one[1] == held), None)
        if own is None:
            yield 0, f"{row.scheme} {row.period} 的方案更改"
        else:
            left.remove(own)
    yield from ((n, "方案更改不见了或被改动") for n, _ in left)


def _sightings(connection: Connection, entered: Entered) -> Found:
    left = dict(entered.sightings)
    for row in _rows(connection, sightings):
        n, told = left.pop(row.sha256, (0, None))
        if told != row.first_seen:
            yield n, f"{row.path} 的收到日期{'被改动' if n else ''}"
        elif row.run != entered.runs.get(row.sha256):
            yield n, f"{row.path} 的收到次序被改动"
    yield from _gone(left.values(), "收到日期")
    held = sighting.digests_by_run(asking(connection))
    yield from ((n, "收到的是谁的、放在哪里，被改动") for run, (n, told) in entered.seen.items() if held.get(run) != told)


def _decisions(connection: Connection, entered: Entered) -> Found:
    left = dict(entered.decisions)
    taken: dict[int, list[Return]] = {}
    for row in _rows(connection, returns):
        found = Return(row.unit, row.sha256, row.path, row.accepted, row.modified, _parsed(row.inputs), _parsed(row.problems),
                       row.number, _parsed(row.facts), row.kept)
        taken.setdefault(row.decision_id, []).append(found)
    last, parts = {(scheme, period): revision for scheme, period, revision in sorted(left)}, kept_parts.digests(connection, of="decision")
    for row in _rows(connection, decisions):
        name = f"{row.scheme} {row.period} 第 {row.revision} 次决定"
        n, told = left.pop((row.scheme, row.period, row.revision), (0, {}))
        rests_on, kept = taken.pop(row.id, []), parts.pop(row.id, None)
        if not told:
            yield 0, name
            continue
        content = digest([_parsed(row.results), _parsed(row.figures)])
        if (row.decided_at, row.digest, content) != (told["at"], told["digest"], told["digest"]):
            yield n, f"{name}被改动"
        if (row.version, row.entry) != (told["version"], told["entry"]):
            yield n, f"{name}所依据的方案被改动"
        if row.current != (last[row.scheme, row.period] == row.revision):
            yield n, f"{name}是否现行被改动"
        if returns_digest(rests_on) != told["returns"]:
            yield n, f"{name}所依据的报送被改动"
        if kept != told.get("parts"):
            yield n, f"{name}的摘录被改动"
    yield from ((0, f"报送 {r.path}") for rows in taken.values() for r in rows)
    yield from ((0, "不知哪一次决定的摘录") for _ in parts)
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


def _confirmations(connection: Connection, entered: Entered) -> Found:
    left = dict(entered.confirmations)
    for row in _rows(connection, confirmations):
        n, told = left.pop(row.id, (0, None))
        if confirming.row_digest(row, _parsed(row.about), _parsed(row.awarded)) != told:
            yield n, f"{row.scheme} {row.period} 的确认（{row.by}）{'被改动' if n else ''}"
    yield from _gone(left.values(), "确认")
