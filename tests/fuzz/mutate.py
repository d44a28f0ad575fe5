"""Mutations of a real return, at three levels: the zip's bytes and members, the XML of a part, the values of cells."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from shijibu.issuing.patch import Master
from shijibu.returns.reader import read
from shijibu.workbook.identity import Identity
from shijibu.workbook.names import HIDDEN_SHEET

_REFERENCES = ("A1", "XFD1048576", "A1048577", "a1", "", "1", "ZZZZ1", "A0", "A01", "$A$1", "B2:C3")
_NUMBERS = ("1e308", "-1e308", "1e-320", "nan", "inf", "0x10", "", " ", "99999999999999999999", "-1", "1,5", "²")
_TEXTS = (
    "", " ", "九成", "４５％", "=cmd|'/c calc'!A1", "\u202e倒", "a" * 40_000, "\U0001f600", "_x0000_", "&#x0;", "]]>", "0" * 500, "Infinity", "#N/A",
)
Mutation = Callable[[bytes, Random], bytes]


def flip_bytes(data: bytes, random: Random) -> bytes:
    out = bytearray(data)
    for _ in range(random.randint(1, 20)):
        out[random.randrange(len(out))] ^= 1 << random.randrange(8)
    return bytes(out)


def cut(data: bytes, random: Random) -> bytes:
    a, b = sorted(random.randrange(len(data)) for _ in range(2))
    return random.choice((data[:a], data[a:], data[:a] + data[b:], data + data[a:b]))


def _members(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return [(n, packed.read(n)) for n in packed.namelist()]


def _packed(members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in members:
            packed.writestr(zipfile.ZipInfo(name), part)
    return out.getvalue()


def shuffle_members(data: bytes, random: Random) -> bytes:
    """Parts dropped, exchanged, renamed, emptied."""
    members = _members(data)
    for _ in range(random.randint(1, 3)):
        i, j = random.randrange(len(members)), random.randrange(len(members))
        match random.randrange(4):
            case 0 if len(members) > 1:
                members.pop(i)
                j = i = 0
            case 1:
                members[i], members[j] = (members[i][0], members[j][1]), (members[j][0], members[i][1])
            case 2:
                members[i] = (random.choice(("xl/x.xml", "../evil.xml", "XL/WORKBOOK.XML", members[i][0] + "x", "xl\\a.xml")), members[i][1])
            case _:
                members[i] = (members[i][0], b"")
    return _packed(members)


def change_xml(data: bytes, random: Random) -> bytes:
    """One part's XML changed: tags lost or doubled, attributes replaced, definitions and strange characters put in."""
    members = _members(data)
    i = random.choice([i for i, (n, p) in enumerate(members) if n.endswith((".xml", ".rels")) and p])
    name, part = members[i]
    for _ in range(random.randint(1, 4)):
        tags = list(re.finditer(rb"<[^<>]{1,300}>", part))
        if not tags:
            break
        tag = random.choice(tags)
        match random.randrange(7):
            case 0:
                part = part[: tag.start()] + part[tag.end() :]
            case 1:
                part = part[: tag.end()] + tag[0] + part[tag.end() :]
            case 2:
                new = random.choice(_REFERENCES + _NUMBERS).encode()
                part = part[: tag.start()] + re.sub(rb'="[^"]*"', b'="' + new + b'"', tag[0], count=1) + part[tag.end() :]
            case 3:
                part = part[: tag.end()] + random.choice(_NUMBERS + _TEXTS[:8]).encode() + part[tag.end() :]
            case 4:
                part = part.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1)
            case 5:
                part = part[: tag.start()] + bytes(random.randrange(256) for _ in range(4)) + part[tag.start() :]
            case _:
                part = part.replace(b' t="s"', random.choice((b' t="b"', b' t="e"', b' t="str"', b' t="inlineStr"', b' t="d"', b"")), 3)
    members[i] = (name, part)
    return _packed(members)


def change_cells(data: bytes, random: Random) -> bytes:
    """Values of any kind in cells of any kind: inputs, headings, live cells, the hidden sheet."""
    master = Master(data)
    changes: dict[str, dict[str, object]] = {}
    for _ in range(random.randint(1, 12)):
        title = random.choice(master.titles)
        cell = random.choice(sorted(master.cells(title)))
        value = random.choice((None, random.choice(_TEXTS), random.uniform(-1e6, 1e6), float(random.randint(-5, 200)), True, 10.0**300))
        changes.setdefault(title, {})[cell] = value
    return master.fill(changes)


def forge_facts(data: bytes, random: Random) -> bytes:
    """Other facts in the hidden sheet, under a digest that fits and a signature that does not."""
    cells = next(s.cells for s in read(data).sheets if s.title == HIDDEN_SHEET)
    identity = Identity.parse(cells[1, 1].value)
    chunks = [cells[r, 1].value for r in range(2, 40) if (r, 1) in cells]
    assert identity is not None
    facts = json.loads("".join(chunks))
    for _ in range(random.randint(1, 3)):
        _forged(facts, random)
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    changed = random.choice(({}, {"unit": "COUNTY"}, {"unit": "../x"}, {"period": "2026-Q4"}, {"unit": "T99"}, {"number": -1}))
    told = replace(identity, facts_digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), **changed)
    hidden: dict[str, Any] = {"A1": told.text()} | {f"A{n}": None for n in range(2, len(chunks) + 2)}
    return Master(data).fill({HIDDEN_SHEET: hidden | {"A2": text}})


def _forged(facts: Any, random: Random) -> None:
    """One value somewhere in the facts exchanged, dropped, doubled, or of another kind."""
    nodes = [facts]
    for node in nodes:
        nodes += [v for v in (node.values() if isinstance(node, dict) else node) if isinstance(v, (dict, list)) and v]
    node = random.choice(nodes)
    key = random.choice(list(node)) if isinstance(node, dict) else random.randrange(len(node))
    match random.randrange(4):
        case 0:
            node.pop(key)
        case 1:
            node[key] = random.choice((None, "", -1, 1e308, True, [], {}, "2026-13-45", "甲" * 5000, "</c>", "=1+1", "D01;T01", ["x", "y"], "\ufffe"))
        case 2 if isinstance(node, list):
            node += node[:50]
        case _:
            if isinstance(node, dict):
                node[random.choice(("id", "tasks", "D77", "", "unit", "weight"))] = node[key]


MUTATIONS: tuple[Mutation, ...] = (flip_bytes, cut, shuffle_members, change_xml, change_xml, change_cells, change_cells, forge_facts)


def mutated(data: bytes, random: Random) -> bytes:
    return random.choice(MUTATIONS)(data, random)
