"""An explanation as a page shows it: nested steps, each with its rules, its parameters, and the file in which a cell stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from django.urls import reverse

from shijibu.figures.steps import Step, asides, value_said, without_others
from shijibu.rounds.decided import DecidedRound
from shijibu_desk.models import Upload


@dataclass(frozen=True, slots=True)
class ReturnFile:
    """The file that a unit's figures rest on. address: where it is fetched, empty for those who may not."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A step. says: what stands below it, each with its heading; file: in which its cell, or its row's cells, stand; anchor: by which a figure
    is led to."""

    kind: str
    label: str
    value: str
    rules: Sequence[str]
    origin: str
    note: str
    says: Sequence[tuple[str, str]]
    file: ReturnFile | None
    anchor: str
    parts: Sequence[Shown] = field(default_factory=list)


def files_of(decided: DecidedRound, *, linked: bool, units: Collection[str] | None = None) -> dict[str, ReturnFile]:
    """The return that each unit's figures rest on, of those units or of all. linked: for whom files may be fetched."""
    scheme, period = decided.scheme.id, str(decided.period)
    kept = {u.sha256: u for u in Upload.objects.filter(scheme=scheme, period=period).order_by("id")}
    out = {}
    for unit, file in decided.files.accepted.items():
        if units is not None and unit not in units:
            continue
        upload = kept.get(file.sha256 or "")
        address = reverse("return_file", args=(scheme, period, upload.pk)) if upload and linked else ""
        out[unit] = ReturnFile(upload.name if upload else PurePath(file.path).name, address)
    return out


def shown_steps(steps: Sequence[Step], files: Mapping[str, ReturnFile], *, only: Collection[str] | None = None) -> list[Shown]:
    """Sections with their steps, as a template writes them. only: the officials whom the reader may see; None for all."""
    told = steps if only is None else [kept for s in steps if (kept := without_others(s, only)) is not None]
    return [_shown(step, files, depth=0) for step in told]


def _shown(step: Step, files: Mapping[str, ReturnFile], *, depth: int, named: ReturnFile | None = None) -> Shown:
    """named: the file that the row of a cell names already."""
    holders = {p.holder for p in step.parts} - {""} if step.kind == "row" else {step.holder}
    file = files.get(holders.pop()) if len(holders) == 1 else None
    anchor = step.id if depth == 1 and step.kind == "figure" else ""
    parts = [_shown(p, files, depth=depth + 1, named=file if step.kind == "row" else None) for p in step.parts]
    beside = None if file == named else file
    return Shown(step.kind, step.label, value_said(step), step.rules, step.origin, step.note.strip(" ；"), asides(step), beside, anchor, parts)
