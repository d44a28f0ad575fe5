"""Work in processes forked from this one: what each gives, and what becomes of one that fails, is killed, or cannot be forked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from shijibu.report.papers.drawn import FormFault
from shijibu.returns.worker import is_alone
from shijibu.rounds.forked import done_apart
from tests.processes import alive, wait_until

ALONE = """
import os, resource, signal
from dataclasses import replace
from pathlib import Path
from shijibu.rounds.forked import done_apart
from shijibu.report.write import write_result
from shijibu.returns.worker import is_alone
from shijibu.scheme.outcomes import Reason
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

held = sorted(os.listdir("/proc/self/fd"))
least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (len(held) + 2, most))  # a pipe may still be opened, and nothing is left to start a process with
assert done_apart([os.getpid, os.getpid], 2) == [here, here]
resource.setrlimit(resource.RLIMIT_NOFILE, (least, most))
assert sorted(os.listdir("/proc/self/fd")) == held

for workers in (0, 1, 2):
    round_ = decided(1, ties=True)
    wrong = [Reason(rule="DQ-14", text="{plus_days(period.first, 1000000000)}")]
    lists = [rule.model_copy(update={"reasons": wrong}) for rule in round_.scheme.lists]
    failing = replace(round_, scheme=round_.scheme.model_copy(update={"lists": lists}))
    write_result(failing, Path(str(workers)), workers=workers)
    assert failing.evaluation.uncomputed
"""


FORKS = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="nothing is forked here")


@FORKS
def test_jobs_of_a_process_that_is_alone(tmp_path):
    """All are given in order, each from a process of its own; what fails there, or cannot be forked, is done here; a result is the
    same whoever makes it, and whatever of it fails."""
    home = str(Path(__file__).parents[2])
    told = subprocess.run([sys.executable, "-c", ALONE], cwd=tmp_path, env={**os.environ, "PYTHONPATH": home}, capture_output=True, text=True,
                          timeout=60)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
    here, *apart = ({p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()} for folder in sorted(tmp_path.iterdir()))
    assert len(here) > 5 and apart == [here, here]


BEGUN = """
import multiprocessing, os, signal, sys, time
from pathlib import Path
from shijibu.rounds.forked import done_apart

def job():
    Path(sys.argv[1]).write_text(f"{os.getpid()}\\n")
    time.sleep(60)
"""
PRESSED = BEGUN + """
os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGINT))
try:
    done_apart([job, job], 2)
except KeyboardInterrupt:
    print(len(multiprocessing.active_children()))
"""


def program(tmp_path: Path, script: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "pid")], stdout=subprocess.PIPE, text=True,
                            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))


@FORKS
def test_ctrl_c_at_the_moment_of_the_fork_leaves_nobody_at_work(tmp_path):
    assert program(tmp_path, PRESSED).communicate(timeout=20)[0] == "0\n"


@FORKS
def test_who_is_forked_ends_with_a_parent_that_was_killed(tmp_path):
    running, pid = program(tmp_path, BEGUN + "done_apart([job], 1)\n"), tmp_path / "pid"
    assert wait_until(lambda: pid.exists() and pid.read_text().endswith("\n"))
    running.kill()
    running.communicate(timeout=20)
    assert wait_until(lambda: not alive(int(pid.read_text())))


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
