"""What the worker does, by the kind of job. Each leaves nothing half done, so that it may begin anew after an end in the middle."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from shijibu.api import check as check_files
from shijibu.backup import BACKUPS, UPLOADS, back_up
from shijibu.checks.checked import Checked
from shijibu.errors import ShijibuError
from shijibu.files import write_whole
from shijibu.files.zips import ZipRefused, is_package, members
from shijibu.report.objections import change_rows, upheld_lines
from shijibu.report.simulation_book import simulation_book
from shijibu.report.simulation_said import NOTHING_DECIDED, fared, headline_of, sweep_said, swept_lines
from shijibu.report.write import write_result
from shijibu.returns.worker import WORKERS
from shijibu.roster.roster_file import read_roster
from shijibu.rounds.consolidate import consolidate as consolidate_round
from shijibu.rounds.decided import DecidedRound, round_asked_about
from shijibu.rounds.issue_round import issue_round
from shijibu.rounds.objecting import in_words
from shijibu.rounds.recompute import changed_by_objection
from shijibu.rounds.recompute import recompute as recompute_round
from shijibu.rounds.rules import round_and_period, scheme_and_period
from shijibu.rounds.uphold import uphold
from shijibu.scheme.load import version
from shijibu.simulation.simulate import simulate
from shijibu.simulation.sweep import Range
from shijibu_desk.accounts import make_all
from shijibu_desk.jobs import Step, Work
from shijibu_desk.ledgers import enter, ledger, options
from shijibu_desk.models import Job, Upload
from shijibu_desk.places import RoundFolder
from shijibu_desk.printing import print_paper
from shijibu_desk.result_pages import lay_down
from shijibu_desk.schemes import SchemeFolder, fares_rows, tried_scheme


class OtherTried(ShijibuError):
    """Another scheme workbook was uploaded since the simulation was asked for."""


DROPPED = "dropped"
"""The folder of files that were dropped and are not sorted yet."""
_AT_ONCE = 50
_KEPT = 500  # problems of one file that the desk keeps; the annotated copy has them all


def _issue(job: Job, step: Step) -> dict[str, Any]:
    """A round goes out: workbooks in the round's folder, recorded in the ledger. The roster lies in the desk's folder since it was asked for."""
    facts, deadline = job.facts, job.facts.get("deadline")
    named = facts["scheme_file"]
    rules, when = scheme_and_period(named, job.period) if named else round_and_period(ledger(), job.scheme, job.period)
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
    waiting = list(Upload.objects.filter(scheme=job.scheme, period=job.period, state=Upload.State.WAITING).order_by("id"))
    states = Counter(job.result)  # of the batches before the job was broken off
    done = states.total()
    total = done + len(waiting)

    def one(checked: Checked) -> None:
        nonlocal done
        done += 1
        step(done, total)

    step(done, total)
    for first in range(0, len(waiting), _AT_ONCE):  # a batch is in memory, and all that an end in the middle does twice
        at = {str(folder.returns / u.path): u for u in waiting[first : first + _AT_ONCE]}
        for checked in check_files(map(Path, at), ledger(), workers=WORKERS, progress=one).files:
            states[checked_state(at[checked.path], checked)] += 1
        Job.objects.filter(pk=job.pk).update(result=dict(states))
    return dict(states)


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

    decided = consolidate_round(paths, rules, when, book, workers=WORKERS, progress=one)
    _written(decided)
    enter(job.by, "round.consolidated", scheme=rules.id, period=str(when), revision=decided.revision)
    return {"revision": decided.revision, "clean": decided.clean}


def _written(decided: DecidedRound) -> None:
    """The result of a decision: its files, and what its pages show."""
    write_result(decided, RoundFolder(decided.scheme.id, str(decided.period)).result, force=True)
    lay_down(decided)


def _rewrite(job: Job, step: Step) -> dict[str, Any]:
    """The result of a round as it was decided, with what was decided of its proposals since."""
    step(0, 1)
    _written(round_asked_about(ledger(), job.scheme, job.period))
    return {"written": 1}


def _uphold(job: Job, step: Step) -> dict[str, Any]:
    """An objection upheld with the cells that it changes, its round decided anew and written. One that was upheld before the job was broken off
    is only written."""
    facts, book = job.facts, ledger()
    number, reason, decided = int(facts["objection"]), facts["reason"], date.fromisoformat(facts["decided"])
    objection, said = book.objection(number), list[str]()
    mine = facts["tries"] > 1 and (objection.decision, objection.decided, objection.reason) == ("upheld", decided, reason)
    step(0, 2)
    if mine and objection.changed:
        done = recompute_round(book, job.scheme, job.period).done
    else:
        with in_words(number):
            upheld = uphold(book, number, facts["settings"], decided=decided, reason=reason, unit=facts["unit"] or None)
        done, said = upheld.done, upheld_lines(upheld)
        enter(job.by, "objection.settled", scheme=job.scheme, period=job.period, objection=number, decision="upheld",
              revision=upheld.done.revision)
    step(1, 2)
    _written(done)
    return {"changes": change_rows(changed_by_objection(book, number), objection.subject), "said": said}


def _recompute(job: Job, step: Step) -> dict[str, Any]:
    """A round and those after it, computed again from the ledger one after another, each written."""
    book, told = ledger(), []
    periods = [d.period for d in book.decided(job.scheme) if d.period >= job.period]
    for n, period in enumerate(periods):
        step(n, len(periods))
        done = recompute_round(book, job.scheme, period)
        _written(done.done)
        enter(job.by, "round.recomputed", scheme=job.scheme, period=period, revision=done.done.revision)
        told.append([period, len(done.changes)])
    step(len(periods), len(periods))
    return {"rounds": told}


def _simulate(job: Job, step: Step) -> dict[str, Any]:
    """Decided rounds under the scheme that somebody tries, as a workbook and in sentences."""
    tried, sweep = tried_scheme(job.scheme), job.facts["sweep"]
    if tried is None or version(tried) != job.facts["version"]:
        raise OtherTried("方案工作簿在试算以前又上传过，请再试算一次")
    step(0, 2)
    done = simulate(ledger(), tried, sweep=Range.parse(sweep) if sweep else None)
    step(1, 2)
    write_whole(SchemeFolder(job.scheme).simulation, simulation_book(done))
    return {
        "version": job.facts["version"], "nothing_decided": NOTHING_DECIDED, "headline": headline_of(done),
        "periods": [{"label": p.label, "said": [*fared(p), *p.notes, *p.uncomputed], "rows": fares_rows(p, tried)} for p in done.periods],
        "sweep": [*sweep_said(done.sweep), *swept_lines(done.sweep)] if done.sweep else [],
    }


def _print(job: Job, step: Step) -> dict[str, Any]:
    """A paper of a round as PDF."""
    folder = RoundFolder(job.scheme, job.period)
    paper = folder.result / job.facts["paper"]
    step(0, 1)
    print_paper(paper, folder.printed / f"{paper.stem}.pdf")
    return {"printed": 1}


def _accounts(job: Job, step: Step) -> dict[str, Any]:
    """An account for every unit and official of a round that has none."""
    return {"accounts": make_all(job.scheme, job.period, job.by, step)}


def _backup(job: Job, step: Step) -> dict[str, Any]:
    """Ledger, accounts and files as one zip in the desk's folder, in place of the one before: it is there to be downloaded."""
    folder = Path(options().folder)
    place = folder / BACKUPS
    place.mkdir(mode=0o700, exist_ok=True)
    step(0, 1)
    earlier = list(place.glob("*.zip"))
    file = place / f"实绩簿备份_{datetime.now():%Y%m%d-%H%M%S}.zip"
    made = back_up(ledger(), file, folder, by=job.by, force=True)
    for old in earlier:
        if old != file:
            old.unlink()
    step(1, 1)
    return {"files": made.files, "head": str(made.head), "faults": len(made.faults)}


WORK: dict[str, Work] = {
    "issue": _issue, "check": _check, "consolidate": _consolidate, "accounts": _accounts, "uphold": _uphold, "recompute": _recompute,
    "print": _print, "simulate": _simulate, "backup": _backup, "rewrite": _rewrite,
}
