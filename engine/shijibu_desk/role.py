"""Who somebody is to the desk."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """An account's role: what it may see hangs on it alone, and on whose it is."""

    OFFICE = "office"
    UNIT = "unit"
    OFFICIAL = "official"
    READER = "reader"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {Role.OFFICE: "考评办", Role.UNIT: "单位", Role.OFFICIAL: "干部本人", Role.READER: "阅览"}
