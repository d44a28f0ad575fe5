"""A round's tables as files: what programs and people read there is what the tables say, whatever somebody wrote in them."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from openxml_audit import FileFormat, OpenXmlValidator

import shijibu
from shijibu.files import RECORD
from shijibu.tables.export import ALL, COLUMNS, FORMATS, MANIFEST, exported
from shijibu.tables.heading import Heading
from shijibu.tables.workbook import workbook
from tests.command import one_sentence, run
from tests.decided_counties import COUNTIES

ODD = ["=1+1", "@SUM(A1)", "- 一条", "+86", "多\n行", "a\udcffb", "\u202e倒", "=cmd|' /C calc'!A0", None]


def in_cell(value: Any) -> str:
    """A value of a frame as CSV has it."""
    if pd.isna(value):
        return ""
    if pd.api.types.is_bool(value):
        return "是" if value else "否"
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


@pytest.mark.parametrize("id", COUNTIES)
def test_files_say_what_the_tables_say(counties, id):
    with shijibu.open_ledger(counties[id].folder / "shijibu.db") as ledger:
        round_ = ledger.round(id, headings="zh")
        files = {format: dict(exported(round_, format)) for format in FORMATS}
        manifest = json.loads(files["parquet"][MANIFEST])
        assert [t["name"] for t in manifest["tables"]] == round_.names and (manifest["scheme"], manifest["period"]) == (id, str(round_.period))
        told = files["csv"][COLUMNS].decode("utf-8-sig")
        book = load_workbook(BytesIO(files["xlsx"][ALL]))
        assert book.sheetnames == ["说明", *(t["title"] for t in manifest["tables"])]
        for table in manifest["tables"]:
            frame = round_.frame(table["name"])
            assert [c["name"] for c in table["columns"]] == list(frame) and table["rows"] == len(frame)
            assert all(f"{c['label']}　{c['id']}" in told for c in table["columns"])
            read = pd.read_parquet(BytesIO(files["parquet"][f"{table['name']}.parquet"]))
            dates = list(frame.select_dtypes("datetime"))
            empty = [c for c in frame.select_dtypes("category") if frame[c].isna().all()]  # Parquet keeps no words that nobody uses
            read = read.astype({c: frame[c].dtype for c in empty})
            pd.testing.assert_frame_equal(read.drop(columns=dates), frame.drop(columns=dates))
            assert read[dates].astype("datetime64[s]").equals(frame[dates]) and read.attrs == frame.attrs
            heads, *rows = csv.reader(StringIO(files["csv"][f"{table['name']}.csv"].decode("utf-8-sig"), newline=""))
            assert heads == list(frame) and len(rows) == len(frame)
            for told_row, row in zip(rows, frame.itertuples(index=False), strict=True):
                assert [t.removeprefix("'") for t in told_row] == [in_cell(v).removeprefix("'") for v in row]
            for sheet in (book[table["title"]], load_workbook(BytesIO(files["xlsx"][f"{table['name']}.xlsx"])).active):
                assert [c.value for c in sheet[1]] == list(frame) and sheet.max_row - 1 == len(frame) and sheet.freeze_panes.endswith("2")
                percents = [i for i, c in enumerate(table["columns"]) if c["kind"] == "percent"]
                assert all(row[i].number_format == "0.0#%" for row in sheet.iter_rows(min_row=2) for i in percents)
        assert {format: dict(exported(round_, format)) for format in FORMATS} == files  # the same bytes again


def test_what_somebody_wrote_is_no_formula_anywhere(counties, monkeypatch, tmp_path):
    with shijibu.open_ledger(counties["deqing"].folder / "shijibu.db") as ledger:
        round_ = ledger.round()
        listed = round_.listed("inputs_questions")
        listed.rows[:] = [{"period": "2026-Q4", "unit": "D01", "row": i, "question": text} for i, text in enumerate(ODD, 1)]
        monkeypatch.setattr(round_, "listed", lambda name: listed)
        files = {format: dict(exported(round_, format)) for format in FORMATS}
    parquet = pd.read_parquet(BytesIO(files["parquet"]["inputs_questions.parquet"]))["question"]
    assert list(parquet.dropna()) == [*ODD[:5], "a\\udcffb", *ODD[6:8]]
    lines = list(csv.DictReader(StringIO(files["csv"]["inputs_questions.csv"].decode("utf-8-sig"), newline="")))
    assert [row["question"][0] for row in lines[:3]] == ["'"] * 3 and lines[3]["question"] == "+86" and lines[7]["question"].startswith("'=cmd")
    sheet = load_workbook(BytesIO(files["xlsx"]["inputs_questions.xlsx"])).active
    column = [c.value for c in sheet[1]].index("question") + 1
    cells = [sheet.cell(r, column) for r in range(2, len(ODD) + 2)]
    assert all(c.data_type in ("s", "n") and (c.data_type == "s") == (c.value is not None) for c in cells) and cells[0].value == "=1+1"
    assert cells[0].quotePrefix and cells[7].quotePrefix
    (tmp_path / "all.xlsx").write_bytes(files["xlsx"][ALL])
    found = OpenXmlValidator(file_format=FileFormat.OFFICE_2007).validate(str(tmp_path / "all.xlsx"))
    assert found.is_valid, found.errors


def test_a_sheet_has_days_as_days_and_truths_as_words():
    headings = [Heading("day", "日期", "date"), Heading("late", "迟报", "truth"), Heading("share", "占比", "percent")]
    data = workbook([("表", headings, [[date(2026, 4, 10), True, 0.45], [None, False, None]])], "zh", title="", made=pd.Timestamp("2026-04-01"))
    sheet = load_workbook(BytesIO(data)).active
    assert [(c.value, c.number_format) for c in sheet[2]] == [(pd.Timestamp("2026-04-10"), "yyyy-mm-dd"), ("是", "@"), (0.45, "0.0#%")]
    assert [c.value for c in sheet[3]] == [None, "否", None]


def test_the_command_writes_them_and_takes_away_what_another_round_left(counties, tmp_path):
    county = counties["deqing"]
    [period] = {period for period, _ in county.files}
    place = ("--ledger", str(county.folder / "shijibu.db"))
    done = run("export", "--period", "2026年第四季度", "--out", "out", *place, "--json", cwd=tmp_path)
    assert done.returncode == 0 and json.loads(done.stdout)["period"] == period, done.stderr
    assert {t["file"] for t in json.loads(done.stdout)["tables"]} | {MANIFEST, COLUMNS, RECORD} == {p.name for p in (tmp_path / "out").iterdir()}
    units = pd.read_parquet(tmp_path / "out" / "units.parquet")
    assert list(units["code"]) == [u.code for u in county.roster.units] and units["index"].notna().any()

    record = json.loads((tmp_path / "out" / RECORD).read_bytes())
    record["files"]["inputs_old.parquet"] = record["files"]["units.parquet"]
    (tmp_path / "out" / RECORD).write_text(json.dumps(record))
    (tmp_path / "out" / "inputs_old.parquet").write_bytes((tmp_path / "out" / "units.parquet").read_bytes())
    (tmp_path / "out" / "inputs_mine.parquet").write_bytes(b"mine")
    assert run("export", "--period", period, "--out", "out", *place, cwd=tmp_path).returncode == 0
    assert not (tmp_path / "out" / "inputs_old.parquet").exists() and (tmp_path / "out" / "inputs_mine.parquet").exists()


@pytest.mark.parametrize(("words", "said"), [
    (("--period", "2026-Q4", "--format", "ods"), "parquet、csv、xlsx"),
    (("--period", "2026-Q4", "--headings", "fr"), "zh 或 en"),
    (("--period", "2031-Q1"), "没有2031年第一季度的汇总结果"),
    (("--period", "2026-Q4", "--scheme", "leishan"), "没有2026年第四季度的汇总结果"),
])
def test_what_cannot_be_exported_is_a_sentence(counties, tmp_path, words, said):
    done = run("export", *words, "--out", "out", "--ledger", str(counties["deqing"].folder / "shijibu.db"), cwd=tmp_path)
    assert one_sentence(done) and said in done.stderr and not (tmp_path / "out").exists()
