"""The worker's side of a job: it is done, its progress kept where any page can see it."""

from __future__ import annotations

import logging

from django.utils import timezone
from django_tasks import task

from shijibu.errors import ShijibuError
from shijibu_desk.jobs import sentences_of
from shijibu_desk.models import Job
from shijibu_desk.work import WORK

LOG = logging.getLogger("shijibu.desk")
_MOST_TRIES = 3
_OUR_FAULT = "程序出了错，没有做成，已经记下；请再试一次，还是不行的请找维护的人"


@task()
def run_job(number: int) -> None:
    """Does a job. What goes wrong for a reason is said in the job, in sentences; anything else is logged."""
    job = Job.objects.get(pk=number)
    tries = int(job.facts.get("tries", 0)) + 1
    job.facts = {**job.facts, "tries": tries}
    job.state, job.done, job.sentences = Job.State.RUNNING, 0, []
    job.save()

    def step(done: int, total: int) -> None:
        Job.objects.filter(pk=number).update(done=done, total=total)
        job.done, job.total = done, total

    try:
        if tries > _MOST_TRIES:
            raise ShijibuError("这件事做了几次都中断了，不再自动重做")
        job.result = WORK[job.kind](job, step)
        job.state = Job.State.DONE
    except (ShijibuError, OSError) as error:
        job.sentences, job.state = sentences_of(error), Job.State.FAILED
    except Exception:
        LOG.exception("job %s", job.kind)
        job.sentences, job.state = [_OUR_FAULT], Job.State.FAILED
    job.finished = timezone.now()
    job.save()
