"""Reading in workers: whatever becomes of one job, the others get their answers and nothing is left running."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shijibu.problems.files import Ratio, ReaderKilled
from shijibu.problems.refused import Refused
from shijibu.returns import worker
from shijibu.returns.worker import run
from shijibu.spreadsheet.limits import Limits
from tests.processes import alive, wait_until


@pytest.fixture(autouse=True)
def started_as_in_use(monkeypatch):
    monkeypatch.setattr(worker, "START_METHOD", "spawn")


THREAD = "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
"""Something else that is at work in a program."""
QUICK = Limits(worker_seconds=5, worker_memory_bytes=2**28)


def double(n: int) -> int:
    return 2 * n


def act(what: str, n: int):
    """One job of several kinds, in a worker."""
    match what:
        case "die":
            os._exit(3)
        case "loop":
            while True:
                pass
        case "hog":
            return [bytearray(2**26) for _ in range(64)]
        case "raise":
            raise ValueError(n)
        case "lambda":
            return lambda: n
    return double(n)


def outcomes(kinds: list[str], workers: int = 2, limits: Limits = QUICK) -> list:
    told = dict(run(act, [(i, (kind, i)) for i, kind in enumerate(kinds)], workers, limits))
    return [v.code if isinstance(v, Refused) else v for _, v in sorted(told.items())]


@pytest.mark.parametrize(("kind", "code"), [
    ("die", "reader.killed"), ("hog", "reader.killed"), ("raise", "file.unreadable"), ("lambda", "file.unreadable"),
])
def test_a_poisoned_job_costs_itself_and_nothing_else(kind, code):
    assert outcomes(["double", kind, "double", "double"]) == [0, code, 4, 6]


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="a system that cannot fork")
def test_workers_of_a_server_are_disposable_as_well(tmp_path):
    """They are forked from a process that has the program loaded, and the current folder gives that one no modules."""
    (tmp_path / "re.py").write_text("open('run', 'w')\n")
    script = tmp_path / "script.py"
    script.write_text("""from shijibu.returns import worker
from tests.returns.test_worker import QUICK, act
worker.keep_loaded(["shijibu.checks.inbox"])
for kinds in (["die"], ["hog"], ["double"]):
    print(*[getattr(v, "code", v) for _, v in worker.run(act, [(0, (k, 2)) for k in kinds], 1, QUICK)])
""")
    done = subprocess.run([sys.executable, "-P", str(script)], cwd=tmp_path, capture_output=True, text=True, timeout=60,
                          env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])})
    assert (done.stdout.split(), done.stderr, (tmp_path / "run").exists()) == (["reader.killed", "reader.killed", "4"], "", False)


def test_an_endless_job_is_ended_and_the_others_go_on():
    assert outcomes(["loop", "double", "double"], limits=Limits(worker_seconds=1)) == ["reader.timeout", 2, 4]


def test_a_job_that_waits_for_what_never_comes_is_ended_too():
    told = dict(run(nap, [(0, (900,)), (1, (0,))], 2, Limits(worker_patience=1)))
    assert (told[0].code, told[1]) == ("reader.timeout", 0)


def test_a_job_that_a_busy_machine_keeps_waiting_loses_none_of_its_time():
    assert list(run(nap, [(0, (2.5,))], 1, Limits(worker_seconds=1))) == [(0, 2.5)]


def test_each_job_of_a_worker_has_its_time_for_itself():
    # The system counts by whole ticks of its own, so that a job has room; together the jobs take more than one may.
    assert sorted(run(work, [(n, (0.7,)) for n in range(5)], 1, Limits(worker_seconds=2))) == [(n, 0.7) for n in range(5)]


def work(seconds: float) -> float:
    """Takes so much of the processor's time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return seconds


def test_every_job_may_fail_with_one_worker():
    assert outcomes(["die", "die", "raise", "double"], workers=1) == ["reader.killed", "reader.killed", "file.unreadable", 6]


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_idle_workers_leave_by_themselves(monkeypatch, method):
    """None has to be waited for, and killed."""
    started, start = [], worker._started
    monkeypatch.setattr(worker, "START_METHOD", method)
    monkeypatch.setattr(worker, "_LEAVING", 30)
    monkeypatch.setattr(worker, "_started", lambda *given: (started.append(start(*given)), started[-1])[1])
    assert sorted(run(nap, [(n, (0.1,)) for n in range(4)], 2)) == [(n, 0.1) for n in range(4)]
    assert [w.process.exitcode for w in started] == [0, 0]


def test_what_is_done_meanwhile_is_done_once_and_while_the_first_jobs_are_at_work():
    said = []
    for _, result in run(double, [(n, (n,)) for n in range(5)], 2, started=lambda: said.append(len(multiprocessing.active_children()))):
        said.append(result)
    assert said[0] == 2 and sorted(said[1:]) == [0, 2, 4, 6, 8]
    assert list(run(double, [], 2, started=lambda: said.append(0))) == [] and len(said) == 6


def test_no_jobs_start_no_worker():
    assert list(run(double, [], 4)) == []
    assert multiprocessing.active_children() == []


def test_no_process_is_left_when_all_is_done():
    outcomes(["double", "die"])
    assert multiprocessing.active_children() == []


def test_no_process_is_left_when_the_caller_stops_in_the_middle():
    running = run(act, [(0, ("double", 0)), (1, ("loop", 1)), (2, ("loop", 2))], 2, QUICK)
    assert next(running) == (0, 0)
    running.close()
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("raised", [True, False])
def test_a_refusal_comes_back_with_its_facts(raised):
    (_, told), = run(refuse, [(0, (raised,))], 1, QUICK)
    assert (told.kind, told.sheet) == (Ratio(part="xl/a.xml"), "表")


def refuse(raised: bool) -> Refused:
    refused = Refused(Ratio(part="xl/a.xml"), sheet="表")
    if raised:
        raise refused
    return refused


def test_a_job_does_not_pay_for_what_an_earlier_one_left_in_its_worker():
    running = run(linger, [(0, (0,)), (1, (1,)), (2, (2,))], 1, Limits(worker_seconds=20))
    assert next(running) == (0, 0)
    time.sleep(0.5)
    assert sorted(running) == [(1, 2), (2, 4)]


def linger(n: int) -> int:
    """Answers, and in the first job leaves a thread behind that ends the process soon after."""
    if n == 0:
        import threading

        threading.Timer(0.2, os._exit, (1,)).start()
    if n == 1:
        time.sleep(1)
    return 2 * n


def test_a_job_that_kills_every_worker_is_tried_twice_and_no_more(tmp_path):
    log = tmp_path / "log"
    told = dict(run(die_noted, [(0, (log, False)), (1, (log, True)), (2, (log, False))], 1, QUICK))
    assert {k: v.code if isinstance(v, Refused) else v for k, v in told.items()} == {0: 0, 1: "reader.killed", 2: 0}
    assert log.read_text() == "died\n" * 2


def die_noted(log: Path, deadly: bool) -> int:
    if deadly:
        with log.open("a") as told:
            told.write("died\n")
        os._exit(1)
    return 0


@pytest.mark.parametrize("refused", [False, True])
def test_a_job_that_an_earlier_one_left_too_little_memory_is_tried_by_a_new_worker(refused):
    assert [result for _, result in run(take_all_at_second, [(n, (n, refused)) for n in range(3)])] == [0, 1, 2]


_TAKEN: list[int] = []


def take_all_at_second(n: int, refused: bool) -> int:
    """What every second job of a worker meets."""
    _TAKEN.append(n)
    if len(_TAKEN) == 2:
        raise Refused(ReaderKilled()) if refused else MemoryError
    return n


def nap(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def test_a_caller_who_takes_long_costs_no_job_its_time():
    """The second job is at work while the first is handed over, and done long before it is asked for."""
    told = []
    for key, result in run(nap, [(0, (0.1,)), (1, (0.5,))], 2, Limits(worker_patience=3)):
        told.append((key, result))
        if key == 0:
            time.sleep(3.5)
    assert told == [(0, 0.1), (1, 0.5)]


def test_a_machine_with_a_limit_of_its_own_is_no_obstacle():
    """An administrator's `ulimit -v` below ours."""
    resource = pytest.importorskip("resource")
    script = "from shijibu.returns.worker import run; print(list(run(abs, [(0, (-3,))], 1)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30)))
    assert (done.stdout.strip(), done.stderr) == ("[(0, 3)]", "")


@pytest.mark.parametrize("beside", ["", THREAD], ids=["alone", "threads"])
def test_a_script_of_somebodys_own_needs_no_guard(tmp_path, beside):
    """A worker that ran the script anew would start workers itself, and die of it."""
    script = tmp_path / "script.py"
    script.write_text(f"{beside}print('once')\nfrom shijibu.returns.worker import run\nprint(list(run(abs, [(0, (-3,))], 1)))\n")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("once\n[(0, 3)]\n", "")


@pytest.mark.parametrize("beside", ["", THREAD], ids=["alone", "threads"])
def test_nothing_in_the_current_folder_is_run(tmp_path, beside):
    """The current folder may be the inbox, and a module among the returns."""
    inbox, script = tmp_path / "inbox", tmp_path / "script.py"
    inbox.mkdir()
    for name in ("re", "socket", "multiprocessing", "openpyxl"):
        (inbox / f"{name}.py").write_text(f"open({str(tmp_path / 'run')!r}, 'w')\n")
    script.write_text(f"{beside}from shijibu.returns.worker import run\nprint(list(run(abs, [(0, (-3,))], 1)))\n")
    done = subprocess.run([sys.executable, str(script)], cwd=inbox, capture_output=True, text=True, timeout=60)
    assert (done.stdout, (tmp_path / "run").exists()) == ("[(0, 3)]\n", False)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a system that does not tell of its threads")
def test_a_worker_is_forked_from_a_process_in_which_nothing_else_is_at_work(tmp_path):
    """What another thread holds at that moment would stay held in it for ever."""
    script = tmp_path / "script.py"
    script.write_text("import sys\nfrom shijibu.returns.worker import run\nfrom tests.returns.test_worker import has_loaded\nimport of_ours\n"
                      f"print(list(run(has_loaded, [(0, ('of_ours',))])))\n{THREAD}print(list(run(has_loaded, [(0, ('of_ours',))])))\n")
    (tmp_path / "of_ours.py").write_text("")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60,
                          env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])})
    assert (done.stdout, done.stderr) == ("[(0, True)]\n[(0, False)]\n", "")


def has_loaded(module: str) -> bool:
    return module in sys.modules


def running_script(tmp_path: Path, before: str) -> tuple[subprocess.Popen, int]:
    """A program in the middle of an endless job, and the number of its worker's process."""
    script = tmp_path / "script.py"
    script.write_text(
        f"import sys\nfrom tests.returns.test_worker import act_told\nfrom shijibu.returns.worker import keep_loaded, run\n{before}"
        "from shijibu.spreadsheet.limits import Limits\n"
        "list(run(act_told, [(0, (sys.argv[1],))], 1, Limits(worker_seconds=300)))\n"
    )
    told = tmp_path / "pid"
    program = subprocess.Popen([sys.executable, str(script), str(told)], stderr=subprocess.PIPE, text=True, start_new_session=True,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background ignores it
                               env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])})
    assert wait_until(lambda: told.exists() and told.read_text().endswith("\n"))
    return program, int(told.read_text())


def act_told(file: str) -> None:
    Path(file).write_text(f"{os.getpid()}\n")
    while True:
        time.sleep(0.05)


@pytest.mark.parametrize("before", ["", THREAD, "keep_loaded(['shijibu.spreadsheet.limits'])\n"], ids=["alone", "threads", "server"])
def test_ctrl_c_ends_the_workers_too_and_they_say_nothing(tmp_path, before):
    program, worker = running_script(tmp_path, before)
    os.killpg(program.pid, signal.SIGINT)
    _, said = program.communicate(timeout=20)
    assert wait_until(lambda: not alive(worker))
    assert said.count("Traceback") == 1 and "KeyboardInterrupt" in said


@pytest.mark.parametrize("before", ["", THREAD, "keep_loaded(['shijibu.spreadsheet.limits'])\n"], ids=["alone", "threads", "server"])
def test_workers_end_with_a_parent_that_was_killed(tmp_path, before):
    program, worker = running_script(tmp_path, before)
    program.kill()
    program.communicate(timeout=20)
    assert wait_until(lambda: not alive(worker))
