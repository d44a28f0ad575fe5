"""The papers of a decided round, each in the form that the county's office drew or else in the standard one."""

from __future__ import annotations

from pathlib import Path

from shijibu.report.papers.announcement import announcement
from shijibu.report.papers.briefing import briefing
from shijibu.report.papers.circular import circular
from shijibu.report.papers.draft import BRIEFING, CIRCULAR, NOTICE, PAPERS, UNDATED
from shijibu.report.papers.drawn import FormFault, filled, form
from shijibu.report.papers.standard import standard_form
from shijibu.report.reported_round import ReportedRound
from shijibu.scheme.load import UnknownScheme, scheme_file

_DRAFTS = {NOTICE: announcement, CIRCULAR: circular, BRIEFING: briefing}
FILES = {kind: f"{kind}.docx" for kind in PAPERS}
"""What a paper's file is called: in a round's result, and, as the form that the office drew, in the folder of its forms."""


def papers_of(reported: ReportedRound, forms: Path | None = None) -> dict[str, bytes]:
    """The papers by the names of their files. forms: the folder of the forms that the office drew; the scheme's where none is given. The same
    round and forms give the same bytes. Raises FormFault."""
    drawn, papers = _drawn(forms or forms_of(reported.scheme.id)), {}
    for kind, name in FILES.items():
        draft = _DRAFTS[kind](reported)
        file, data = drawn.get(kind) or (name, standard_form(kind, draft.said["落款"], draft.said["日期"]))
        papers[name] = filled(data, draft, file)
    return papers


def standard_forms(signed: str) -> dict[str, bytes]:
    """The standard forms by the names of their files, for an office to redraw. signed: whose name will stand under them."""
    return {name: standard_form(kind, signed, UNDATED) for kind, name in FILES.items()}


def form_faults(folder: Path | None) -> list[str]:
    """What is wrong with the forms in a folder."""
    faults = []
    for file, data in _drawn(folder).values():
        try:
            form(data, file)
        except FormFault as fault:
            faults += [f"{Path(file).name}：{what}" for what in fault.faults]
    return faults


def refuse_bad_forms(forms: Path | None) -> None:
    """Raises FormFault where a form of the office cannot be filled: to be asked before a round is decided."""
    for file, data in _drawn(forms).values():
        form(data, file)


def forms_of(scheme: str) -> Path | None:
    """The folder of a scheme by its id, where its forms stand; None where a ledger knows a scheme that is gone from here."""
    try:
        return scheme_file(scheme).parent
    except UnknownScheme:
        return None


def _drawn(folder: Path | None) -> dict[str, tuple[str, bytes]]:
    """The forms that an office drew, by the kind of paper: where each stands, and the file."""
    found = {kind: folder / name for kind, name in FILES.items()} if folder is not None else {}
    return {kind: (str(file), file.read_bytes()) for kind, file in found.items() if file.is_file()}
