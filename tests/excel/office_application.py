"""Excel's Application as COM shows it to Python: its pickers and boxes, answered as a person would, and the workbooks that are opened."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

KEPT = object()
"""An answer: what the dialog shows when it opens."""


class Application:
    """answers: by the label of a question; None cancels, a list answers one dialog after another."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.Visible, self.Hwnd, self.bar, self.answers = True, 1, list[Any](), answers
        self.asked: list[str] = []
        self.opened: list[tuple[str, Any]] = []
        self.Workbooks = self

    def answer(self, label: str, shown: str) -> Any:
        self.asked.append(label)
        told = self.answers[label]
        told = told.pop(0) if isinstance(told, list) else told
        return shown if told is KEPT else told

    def FileDialog(self, kind: int) -> Picker:  # Excel's own names
        return Picker(self, {3: Path.is_file, 4: Path.is_dir}[kind])

    def InputBox(self, prompt: str, title: str, default: str, Type: int) -> Any:
        assert len(prompt) <= 255 and Type == 2, "what Excel takes"
        label = prompt.partition("。")[2] or prompt
        told = self.answer(label.partition("（")[0], default)
        return False if told is None else told

    def Open(self, path: str) -> None:
        self.opened.append((path, openpyxl.load_workbook(path)))

    def Add(self, path: str) -> None:
        self.opened.append((Path(path).name, openpyxl.load_workbook(BytesIO(Path(path).read_bytes()))))

    @property
    def StatusBar(self) -> Any:
        return self.bar[-1] if self.bar else False

    @StatusBar.setter
    def StatusBar(self, text: Any) -> None:
        self.bar.append(text)


class Picker:
    """A file or folder picker."""

    Title = ""
    InitialFileName = ""
    AllowMultiSelect = True

    def __init__(self, excel: Application, fits: Any) -> None:
        self._excel, self._fits, self.Filters, self.SelectedItems = excel, fits, self, self
        self._path = ""

    def Clear(self) -> None:
        """Of filters."""

    def Add(self, *told: str) -> None:
        """Of filters."""

    def Show(self) -> int:
        assert not self.AllowMultiSelect
        label = self.Title.partition("：")[2].partition("（")[0]
        told = self._excel.answer(label, self.InitialFileName)
        self._path = str(told or "").rstrip("\\")
        return -1 if told is not None and self._fits(Path(self._path)) else 0

    def Item(self, number: int) -> str:
        assert number == 1
        return self._path
