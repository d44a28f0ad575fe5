"""A LibreOffice of our own starts, computes, saves and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from shijibu_addin.libreoffice import uno_path
from shijibu_addin.libreoffice.office import Office, OfficeMissing
from tests.processes import members_of_group, wait_until


def test_the_environment_can_import_uno_and_not_the_whole_system():
    code = "import uno, unohelper, sys; print([p for p in sys.path if p.endswith('dist-packages')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_a_formula_is_computed_afresh_and_saved_in_every_format(office, tmp_path):
    book = Workbook(tmp_path / "a.xlsx")
    book.add_worksheet().write_formula("A1", "=ROUND(ROUND(2.675,10),2)", value=0)
    book.close()
    document = office.open(tmp_path / "a.xlsx")
    assert document.Sheets.getByIndex(0).getCellByPosition(0, 0).Value == 2.68
    for name in ("xlsx", "ods", "pdf"):
        assert office.save(document, tmp_path / f"b.{name}", name).stat().st_size > 1000
    document.close(True)
    again = office.open(tmp_path / "b.ods", recalculate=False)
    assert again.Sheets.getByIndex(0).getCellByPosition(0, 0).Value == 2.68
    again.close(True)


def test_two_instances_live_side_by_side_and_leave_no_process_and_no_profile():
    with Office() as first, Office() as second:
        assert first.pid != second.pid and members_of_group(first.pid) and members_of_group(second.pid)
        first.new()  # left open: closing must not wait for it
    assert not first.running and not second.running
    assert wait_until(lambda: not members_of_group(first.pid) + members_of_group(second.pid))
    assert not first.profile.exists() and not second.profile.exists()
    first.close()


def test_killing_ends_everything_at_once_and_may_be_done_again():
    office = Office()
    office.new()
    office.kill()
    assert not office.running and not office.profile.exists()
    assert wait_until(lambda: not members_of_group(office.pid))  # the kernel takes a moment to end those that nobody waits for
    office.kill()
    office.close()


def test_a_given_profile_is_kept(tmp_path):
    with Office(profile=tmp_path / "profile") as office:
        assert office.running
    assert (tmp_path / "profile" / "user").is_dir()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_a_process_that_is_killed(end):
    code = "from shijibu_addin.libreoffice.office import Office; o = Office(); print(o.pid, o.profile, flush=True); input()"
    child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    group, profile = child.stdout.readline().split()
    assert members_of_group(int(group))
    os.kill(child.pid, end)
    child.communicate()
    assert wait_until(lambda: not members_of_group(int(group)))
    assert wait_until(lambda: not Path(profile).exists())


def test_nothing_outlives_a_process_that_forgets_to_close():
    code = "from shijibu_addin.libreoffice.office import Office; o = Office(); print(o.pid)"
    group = int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    assert wait_until(lambda: not members_of_group(group))


def test_a_machine_without_libreoffice_is_told_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(uno_path, "_PROGRAMS", ())
    with pytest.raises(OfficeMissing, match="libreoffice-calc python3-uno"):
        uno_path.soffice()


def test_a_bridge_for_another_python_is_refused_in_one_sentence(monkeypatch):
    monkeypatch.setattr(uno_path, "_minor", lambda: "3.99")
    with pytest.raises(OfficeMissing, match=r"is built for Python 3\.\d+ and this environment is Python 3\.99"):
        uno_path.bridge()
