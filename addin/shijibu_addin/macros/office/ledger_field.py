"""The question for the ledger, which every step has."""

from __future__ import annotations

from shijibu_addin.macros.office.field import Field

LEDGER_FIELD = "ledger"


def ledger_field(value: str, *, optional: bool = False, hint: str = "") -> Field:
    return Field(LEDGER_FIELD, "台账所在的文件夹", "folder", value, optional=optional, hint=hint, leads=True)
