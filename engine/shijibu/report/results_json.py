"""results.json, as docs/results.md says."""

from __future__ import annotations

from pathlib import Path

from shijibu.files import write_whole
from shijibu.outside_text import json_pieces
from shijibu.rounds.results import Results


def write_results(results: Results, path: Path) -> None:
    """Results as JSON, in the order of the model's fields: the same results give the same bytes."""
    write_whole(path, json_pieces(results.one_by_one()))
