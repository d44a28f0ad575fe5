"""What the worker does, by the kind of job. Each leaves nothing half done, so that it may begin anew after an end in the middle."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from shijibu.api import check as check_files
from shijibu.checks.check import Checked
from shijibu.report.write import write_result
from shijibu.roster.roster_file import read_roster
from shijibu.rounds.consolidate import consolidate as consolidate_round
from shijibu.rounds.issue_round import issue_round
from shijibu.rounds.rules import round_and_period, scheme_and_period
from shijibu_desk.accounts import make_all
from shijibu_desk.jobs import Step, Work
from shijibu_desk.ledgers import enter, ledger, options
from shijibu_desk.models import Job, Upload
from shijibu_desk.places import RoundFolder
from shijibu_desk.result_pages import lay_down
from shijibu_desk.settings import UPLOADS
from shijibu_desk.zips import ZipRefused, is_package, members

DROPPED = "dropped"
"""The folder of files that were dropped and are not sorted yet."""
_KEPT = 500  # problems of one file that the desk keeps; the annotated copy has them all


def _issue(job: Job, step: Step) -> dict[str, Any]:
    """A round goes out: workbooks in the round's folder, recorded in the ledger. The roster lies in the desk's folder since it was asked for."""
    facts, deadline = job.facts, job.facts.get("deadline")
    rules, when = scheme_and_period(facts["scheme_file"] or job.scheme, job.period)
    roster = read_roster(Path(options().folder) / facts["roster"], rules)
    folder = RoundFolder(rules.id, str(when))
    step(0, len(roster.units))
    issued = issue_round(rules, when, roster, ledger(), folder.issued, deadline=date.fromisoformat(deadline) if deadline else None, force=True)
    step(len(issued), len(issued))
    enter(job.by, "round.issued", scheme=rules.id, period=str(when), workbooks=len(issued))
    return {"issued": len(issued)}


def _check(job: Job, step: Step) -> dict[str, Any]:
    """Files that were dropped, zips opened, each kept in the round's folder and checked."""
    folder = RoundFolder(job.scheme, job.period)
    dropped = Path(options().folder) / DROPPED / job.facts["folder"]
    if dropped.is_dir():
        for name, file in _listed(dropped):
            with _opened(name, file, job) as files:
                for told, place in files:
                    data = place.read_bytes()
                    kept(folder, told, data, hashlib.sha256(data).hexdigest(), by=job.by, once=True)
        _clear(dropped)
    waiting = list(Upload.objects.filter(scheme=job.scheme, period=job.period, state=Upload.State.WAITING))
    step(0, len(waiting))
    at = {str(folder.returns / u.path): u for u in waiting}
    done = 0

    def one(checked: Checked) -> None:
        nonlocal done
        done += 1
        step(done, len(waiting))

    outlook = check_files([Path(p) for p in at], ledger(), progress=one)
    states = [checked_state(at[c.path], c) for c in outlook.files]
    return {state: states.count(state) for state in set(states)}


@contextmanager
def _opened(name: str, file: Path, job: Job) -> Iterator[list[tuple[str, Path]]]:
    """A file that was dropped, or the files in a zip; a zip that cannot be opened is a file itself, and why is said in the job."""
    with TemporaryDirectory(dir=Path(options().folder) / UPLOADS) as out:
        files = [(name, file)]
        try:
            files = _unpacked(file, Path(out)) if is_package(file) else files
        except ZipRefused as refused:
            job.sentences = [*job.sentences, f"{name}：{refused}"]
        yield files


def _unpacked(file: Path, out: Path) -> list[tuple[str, Path]]:
    """The files of a zip, numbered in the folder `out`, with their names."""
    listed = []
    for number, (name, content) in enumerate(members(file)):
        place = out / str(number)
        with place.open("xb") as opened:
            opened.writelines(content)
        listed.append((name, place))
    return listed


def _listed(folder: Path) -> Iterator[tuple[str, Path]]:
    """What was dropped, in the order in which it came, with the name that its sender gave it."""
    for place in sorted(folder.iterdir()):
        number, _, name = place.name.partition("_")
        if number.isdigit():
            yield name, place


def kept(folder: RoundFolder, name: str, content: bytes, digest: str, *, by: str, handed_in: bool = False, once: bool = False) -> Upload:
    """A file in the round's folder, and its row. once: the very same content that still waits there is that one, kept before a job was broken off."""
    if once and (same := Upload.objects.filter(scheme=folder.scheme, period=folder.period, sha256=digest, name=name,
                                               state=Upload.State.WAITING).first()) is not None:
        return same
    with transaction.atomic():
        upload = Upload.objects.create(scheme=folder.scheme, period=folder.period, name=name[:255], path="", sha256=digest, size=len(content), by=by,
                                       handed_in=handed_in)
        upload.path = folder.keep(upload.pk, name, (content,)).as_posix()
        upload.save()
    return upload


def checked_state(upload: Upload, checked: Checked) -> str:
    """What the check says of a file, kept with it. Gives its state."""
    upload.unit = checked.unit or ""
    upload.state = Upload.State.IGNORED if checked.ignored else Upload.State.ACCEPTED if checked.accepted else Upload.State.REJECTED
    upload.problems = [p.to_json() for p in checked.problems[:_KEPT]]
    upload.errors = sum(p.count for p in checked.problems if p.severity == "error")
    upload.warnings = sum(p.count for p in checked.problems if p.severity == "warning")
    upload.save()
    return str(upload.state)


def _clear(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


def _consolidate(job: Job, step: Step) -> dict[str, Any]:
    """All that came for the round, consolidated and written."""
    folder, book = RoundFolder(job.scheme, job.period), ledger()
    rules, when = round_and_period(book, job.scheme, job.period)
    paths = [folder.returns] if folder.returns.is_dir() else []
    total, done = Upload.objects.filter(scheme=job.scheme, period=job.period).count(), 0

    def one(checked: Checked) -> None:
        nonlocal done
        done += 1
        step(done, total)

    decided = consolidate_round(paths, rules, when, book, progress=one)
    write_result(decided, folder.result, force=True)
    lay_down(decided)
    enter(job.by, "round.consolidated", scheme=rules.id, period=str(when), revision=decided.revision)
    return {"revision": decided.revision, "clean": decided.clean}


def _accounts(job: Job, step: Step) -> dict[str, Any]:
    """An account for every unit and official of a round that has none."""
    return {"accounts": make_all(job.scheme, job.period, job.by, step)}


WORK: dict[str, Work] = {"issue": _issue, "check": _check, "consolidate": _consolidate, "accounts": _accounts}
