"""Work in processes forked from this one: what each gives, and what becomes of one that fails, is killed, or cannot be forked."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from shijibu.report.forked import done_apart
from shijibu.report.papers.drawn import FormFault
from shijibu.returns.worker import is_alone

ALONE = """
import os, signal
from pathlib import Path
from shijibu.report.forked import done_apart
from shijibu.report.write import write_result
from shijibu.returns.worker import is_alone
from tests.report.made_up import decided

here = os.getpid()
assert is_alone()

first, second, third = done_apart([lambda: (1, os.getpid()), lambda: (2, os.getpid()), lambda: (3, "话" * 500_000)], 2)
assert (first[0], second[0], third) == (1, 2, (3, "话" * 500_000)) and len({first[1], second[1], here}) == 3

for failing in (lambda: 1 / 0, lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: os._exit(0)):
    def job():
        if os.getpid() != here:
            failing()
        return os.getpid()
    assert done_apart([job, os.getpid], 2)[0] == here != done_apart([job, os.getpid], 2)[1]

round_ = decided(3, ties=True)
for workers in (0, 2):
    write_result(round_, Path(str(workers)), workers=workers)
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="nothing is forked here")
def test_jobs_of_a_process_thatis_alone(tmp_path):
    """All are given in order, each from a process of its own; what fails there is done here; a result is the same whoever makes it."""
    home = str(Path(__file__).parents[2])
    told = subprocess.run([sys.executable, "-c", ALONE], cwd=tmp_path, env={**os.environ, "PYTHONPATH": home}, capture_output=True, text=True)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
    here, apart = ({p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()} for folder in sorted(tmp_path.iterdir()))
    assert len(here) > 5 and apart == here


def test_an_error_comes_out_as_it_is():
    def job() -> None:
        raise FormFault("公示.docx", ["缺少 {{正文}}"])  # which no pickle brings back

    with pytest.raises(FormFault) as told:
        done_apart([lambda: 1, job], 2)
    assert told.value.faults == ["缺少 {{正文}}"]


def test_nothing_is_forked_beside_another_thread():
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert not is_alone() and done_apart([os.getpid], 2) == [os.getpid()]
    finally:
        done.set()
        other.join()
