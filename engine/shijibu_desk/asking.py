"""The page's side of a job: it is asked for, and the worker does it."""

from __future__ import annotations

from typing import Any

from shijibu_desk.models import Job
from shijibu_desk.running import run_job


def ask(kind: str, title: str, by: str, *, scheme: str = "", period: str = "", **facts: Any) -> Job:
    """A job more for the worker. The same job of the same round that still waits is that one."""
    waiting = Job.objects.filter(kind=kind, scheme=scheme, period=period, state=Job.State.WAITING, facts=facts).first()
    if waiting is not None:
        return waiting
    job = Job.objects.create(kind=kind, title=title, scheme=scheme, period=period, facts=facts, by=by)
    result = run_job.enqueue(job.pk)
    Job.objects.filter(pk=job.pk).update(task=str(result.id))
    return job
