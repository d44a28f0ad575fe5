"""What becomes of memory that is free again."""

from __future__ import annotations

import os
import subprocess
import sys

_TAKEN_AGAIN = """\
import resource
from shijibu.memory import give_back_large, keep_for_the_next
for _ in range(3):
    {told}
    b"x" * (16 << 20)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    b"x" * (16 << 20)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
"""How many pages are had from the system where 16 MB are taken and left twenty times, once it is settled what becomes of them."""


def pages(told: str, **environment: str) -> int:
    words = [sys.executable, "-c", _TAKEN_AGAIN.format(told=told)]
    ran = subprocess.run(words, check=True, capture_output=True, text=True, env=os.environ | environment)
    return int(ran.stdout)


def test_what_a_workbook_took_is_kept_where_the_environment_gives_it_back_and_given_back_where_it_would_be_kept():
    at_once = {"MALLOC_TRIM_THRESHOLD_": "65536"}  # as dask's nannies start their workers
    assert pages("keep_for_the_next()", **at_once) < pages("pass", **at_once) / 4
    assert pages("pass") < pages("give_back_large()") / 4
