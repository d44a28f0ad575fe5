"""What each step asks, after the answers so far. Nothing of its work is loaded for that: a host asks on its own, and works apart."""

from __future__ import annotations

from collections.abc import Mapping

from shijibu_addin.macros.office.field import Field, chosen
from shijibu_addin.macros.office.known import next_period, rounds, schemes


def send_asks(given: Mapping[str, str]) -> list[Field]:
    known = schemes()
    scheme = chosen(known, given.get("scheme", ""))
    ledger = given.get("ledger", "")
    return [
        ledger_field(ledger, hint="还没有台账的，选一个文件夹，台账建在里面"),
        Field("scheme", "考评方案", "choice", scheme, known, leads=True),
        Field("period", "期次", "text", next_period(ledger, scheme), hint="如 2026-Q1、2026年3月"),
        Field("roster", "名册", "file", given.get("roster", ""), hint="填好的名册工作簿（.xlsx）"),
        Field("deadline", "截止日", "text", optional=True, hint="如 2026-04-10；不填的按方案"),
        Field("into", "下发到", "into", given.get("into", ""), hint="工作簿写到里面的一个新文件夹"),
    ]


def look_asks(given: Mapping[str, str]) -> list[Field]:
    return [
        Field("inbox", "收件夹", "folder", given.get("inbox", ""), hint="交回的工作簿所在的文件夹，里面的文件夹也看"),
        ledger_field(given.get("ledger", ""), optional=True, hint="核对签名和下发记录；没有台账也能检查"),
    ]


def consolidate_asks(given: Mapping[str, str]) -> list[Field]:
    return [
        ledger_field(given.get("ledger", "")),
        _round_field(given),
        Field("inbox", "收件夹", "folder", given.get("inbox", ""), hint="以前接收的仍然算数，新交的取代旧的"),
        Field("received", "收到日期", "text", optional=True, hint="不填的，以第一次见到的那天为准"),
        Field("into", "结果写到", "into", given.get("into", ""), hint="报告、公示、通报等写到里面的一个文件夹"),
    ]


def remind_asks(given: Mapping[str, str]) -> list[Field]:
    return [ledger_field(given.get("ledger", "")), _round_field(given)]


def _round_field(given: Mapping[str, str]) -> Field:
    """Which of the ledger's rounds."""
    known = rounds(given.get("ledger", ""))
    hint = "" if known else "这里还没有下发过；请选下发时的台账所在的文件夹"
    return Field("round", "哪一期", "choice", chosen(known, given.get("round", "")), known, hint=hint)


def ledger_field(value: str, *, optional: bool = False, hint: str = "") -> Field:
    """The question for the ledger, on whose answer others hang."""
    return Field("ledger", "台账所在的文件夹", "folder", value, optional=optional, hint=hint, leads=True)
