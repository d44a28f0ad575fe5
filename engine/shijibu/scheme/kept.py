"""The rules that rounds go by, as a ledger keeps them: a file that was changed, or is gone, changes nothing about a round that is out."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from shijibu.scheme.load import SchemeFault, load, parsed, text_of, version
from shijibu.scheme.model import Scheme


def kept_scheme(text: str, id: str, told: str) -> Scheme:
    """The scheme that a ledger keeps as version `told`. Raises SchemeFault."""
    return parsed(text, f"台账所存的方案 {id}（版本 {told}）", known=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """versions: of its scheme that each round goes by, by scheme and period. texts: what each version says, by scheme and version."""

    versions: Mapping[tuple[str, str], str] = field(default_factory=dict)
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def alone(cls, scheme: Scheme) -> Kept:
        """For a workbook that was made from `scheme` here and now."""
        return cls(texts={(scheme.id, version(scheme)): text_of(scheme)})

    def read_latest(self) -> None:
        """Reads the schemes of the latest rounds now: what this process has read, those that are forked from it need not read again."""
        latest = {id: self.texts.get((id, told), "") for (id, _), told in sorted(self.versions.items())}
        for (id, told), text in self.texts.items():
            if text == latest.get(id):
                with suppress(SchemeFault):  # said where a workbook of that round is read
                    kept_scheme(text, id, told)

    def of_workbook(self, id: str, period: str, issued: str) -> tuple[Scheme, str]:
        """The scheme under which a workbook of that round is read, and its version; `issued` is the version that the workbook was made from.

        A round that is not known here goes by what the workbook was made from, where that is kept, else by the scheme's file.
        Raises UnknownScheme, SchemeFault.
        """
        told = self.versions.get((id, period), issued)
        text = self.texts.get((id, told))
        if text is not None:
            same = text == self.texts.get((id, issued))  # another program may hash one text otherwise
            return kept_scheme(text, id, told), issued if same else told
        found = load(id)
        return found, version(found)
