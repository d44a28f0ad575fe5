"""What jobs are to the modules around them: how they tell of their progress, and what is said of one that failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shijibu_desk.models import Job

Step = Callable[[int, int], None]
"""Told how much of how much is done."""
Work = Callable[[Job, Step], dict[str, Any]]
"""Does a job, and gives its result."""


def sentences_of(error: Exception) -> list[str]:
    """What a person is told of an error."""
    told = getattr(error, "sentences", None)
    return list(told) if told else [str(error)]


def begun_again() -> None:
    """Jobs that the end of a server broke off begin anew: each leaves nothing half done."""
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.running().update(status="READY", started_at=None)
    Job.objects.filter(state=Job.State.RUNNING).update(state=Job.State.WAITING, done=0)
