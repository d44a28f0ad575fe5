"""Functions in LibreOffice: 10,000 rows by native formulas, by one call a row and by one column call, in one run. Times are printed; what is
asserted is that every face gives the same."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from xlsxwriter import Workbook

from shijibu.rules import REGISTRY, Ref, native_formula
from shijibu.rules.native import literal
from shijibu.scheme import catalogue
from shijibu_addin.libreoffice.extension import unpack
from shijibu_addin.libreoffice.office import Office

WHOLE = bool(os.environ.get("SHIJIBU_BENCH_UNITS"))  # `make bench`: as much as is told of in the docs
ROWS = 10_000 if WHOLE else 2_000
RANKED = 300  # rows for which the native formula of a rank, each of which looks at every row, is still bearable
RUNS = 5 if WHOLE else 2
LETTERS = "BCDEFGH"
Face = Callable[[Any, "Asked", int], None]
FOUR = [("好", 100), ("较好", 85), ("一般", 70), ("差", 50)]


@dataclass(frozen=True)
class Asked:
    """A function with its columns of inputs (what stands in a row's cells) and the settings that follow them."""

    name: str
    kinds: tuple[str, ...]
    settings: tuple[Any, ...] = ()

    @property
    def letters(self) -> str:
        return LETTERS[: len(self.kinds)]


# A row's own figure; then one figure of the whole column.
BY_ROW = [Asked("BALLOT", ("votes",) * 4), Asked("LABELVALUE", ("label",), (FOUR,))]
OF_ALL = [Asked("PROGRESS", ("percent", "percent", "weight")), Asked("WEIGHTED", ("score", "weight")), Asked("MEAN", ("score",))]


@pytest.fixture(scope="module")
def with_addin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office(extensions=[unpack(tmp_path_factory.mktemp("extension") / "shijibu")]) as running:
        yield running


def drawn(random: Random, kind: str) -> float | str:
    match kind:
        case "label":
            return random.choice(FOUR)[0]
        case "group":
            return f"第{random.randint(1, 50)}组"
        case "percent":
            return random.randint(30, 100) / 100
        case "votes":
            return random.randint(1, 40)
        case "weight":
            return random.randint(1, 9)
    return random.randint(4000, 10000) / 100


def settings(asked: Asked) -> list[Any]:
    rest = REGISTRY[asked.name].parameters[len(asked.kinds) + len(asked.settings):]
    return [*asked.settings, *(catalogue.default_of(p) for p in rest)]


def call(asked: Asked, references: list[str]) -> str:
    return f"SHIJI.{asked.name}({','.join([*references, *(literal(v) for v in settings(asked) if v is not None)])})"


def native(asked: Asked, references: list[str], row: int | None = None) -> str:
    """The native formula; row: of a column function, which row's."""
    own = None if row is None else {p.name: Ref(c) for p, c in zip(REGISTRY[asked.name].parameters, row_of(asked, row), strict=False)}
    return native_formula(REGISTRY[asked.name], [*map(Ref, references), *settings(asked)], row=own)


def row_of(asked: Asked, number: int) -> list[str]:
    return [f"{letter}{number}" for letter in asked.letters]


def all_of(asked: Asked, rows: int) -> list[str]:
    return [f"{letter}$1:{letter}${rows}" for letter in asked.letters]


def single_natives(sheet: Any, asked: Asked, rows: int) -> None:
    for row in range(rows):
        sheet.write_formula(row, 0, f"={native(asked, row_of(asked, row + 1))}")


def single_calls(sheet: Any, asked: Asked, rows: int) -> None:
    for row in range(rows):
        sheet.write_formula(row, 0, f"={call(asked, row_of(asked, row + 1))}")


def natives_over_all(sheet: Any, asked: Asked, rows: int) -> None:
    for row in range(rows):
        sheet.write_array_formula(row, 0, row, 0, f"{{={native(asked, all_of(asked, rows), row + 1)}}}")


def one_column(sheet: Any, asked: Asked, rows: int) -> None:
    sheet.write_array_formula(0, 0, rows - 1, 0, f"{{={call(asked, all_of(asked, rows))}}}")


def one_native(sheet: Any, asked: Asked, rows: int) -> None:
    sheet.write_array_formula(0, 0, 0, 0, f"{{={native(asked, all_of(asked, rows))}}}")


def one_call(sheet: Any, asked: Asked, rows: int) -> None:
    sheet.write_formula(0, 0, f"={call(asked, all_of(asked, rows))}")


def measured(office: Office, folder: Path, asked: Asked, faces: dict[str, Face], rows: int = ROWS, runs: int = RUNS) -> dict[str, float]:
    """Seconds that recalculating takes by face, the best of some runs in turn; every face must give the same."""
    documents = {face: office.open(written(folder / f"{asked.name}_{face}.xlsx", asked, write, rows)) for face, write in faces.items()}
    took: dict[str, list[float]] = {face: [] for face in faces}
    for _ in range(runs):
        for face, document in documents.items():
            start = time.perf_counter()
            document.calculateAll()
            took[face].append(time.perf_counter() - start)
    given = [d.Sheets.getByIndex(0).getCellRangeByName(f"A1:A{rows}").getDataArray() for d in documents.values()]
    for document in documents.values():
        document.close(True)
    assert given[0][0] != ("",) and all(found == given[0] for found in given)
    return {face: min(seconds) for face, seconds in took.items()}


def written(file: Path, asked: Asked, write: Face, rows: int) -> Path:
    random = Random(2026)
    with Workbook(file) as book:
        sheet = book.add_worksheet()
        for row in range(rows):
            sheet.write_row(row, 1, [drawn(random, kind) for kind in asked.kinds])
        write(sheet, asked, rows)
    return file


def told(capsys: pytest.CaptureFixture[str], asked: Asked, took: dict[str, float], rows: int = ROWS) -> None:
    ratios = ", ".join(f"{face} {seconds / took['native']:.3g}" for face, seconds in took.items())
    with capsys.disabled():
        print(f"\n{asked.name}, {rows} rows: {ratios} (native: {took['native'] * 1000:.0f} ms)")


@pytest.mark.parametrize("asked", BY_ROW, ids=lambda a: a.name)
def test_a_figure_of_each_row(with_addin, tmp_path, capsys, asked):
    took = measured(with_addin, tmp_path, asked, {"native": single_natives, "scalar": single_calls, "column": one_column})
    told(capsys, asked, took)
    assert took["column"] < took["scalar"]


@pytest.mark.parametrize("asked", OF_ALL, ids=lambda a: a.name)
def test_one_figure_of_all_rows(with_addin, tmp_path, capsys, asked):
    told(capsys, asked, measured(with_addin, tmp_path, asked, {"native": one_native, "column": one_call}))


def test_a_figure_of_each_row_among_all_rows(with_addin, tmp_path, capsys):
    asked = Asked("RANKIN", ("score", "group"))
    took = measured(with_addin, tmp_path, asked, {"native": natives_over_all, "column": one_column}, RANKED, 2)
    told(capsys, asked, took, RANKED)
    assert took["column"] < took["native"]
    alone = measured(with_addin, tmp_path, asked, {"column": one_column})
    with capsys.disabled():
        print(f"{asked.name}, {ROWS} rows in one column call: {alone['column'] * 1000:.0f} ms")
