"""How the sheet of what worked examples fill in looks: headings apart from what stands below them, each cell as its column is typed."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shijibu.scheme_book.contents import Contents, columns
from shijibu.scheme_book.given import BEFORE, Line, is_heading
from shijibu.scheme_book.headings import WORDS
from shijibu.scheme_book.parts import part
from shijibu.spreadsheet.number_format import typed_format
from shijibu.spreadsheet.style import GIVEN, INPUT, Styles

Listed = dict[str, list[tuple[str, str]]]


def tables(told: Contents) -> Listed:
    """Of each table by its title the labels of the columns that somebody may fill in, with the word for the type of each."""
    titles = dict(zip(_all(told, "表", "id"), _all(told, "表", "title"), strict=True))
    found: Listed = {title: [] for title in titles.values() if title}
    owners = [str(line[len(part("栏目").above) - 1]) for line in told.parts["栏目"]]
    fields = zip(owners, _all(told, "栏目", "label"), _all(told, "栏目", "type"), _all(told, "栏目", "live"), strict=True)
    for table, label, type_, live in fields:
        if titles.get(table) and label and not live:
            found[titles[table]].append((label, type_ or WORDS["text"]))
    return found


def _all(told: Contents, title: str, field: str) -> list[str]:
    """A field of each row; empty where nothing stands."""
    place = next(i for i, p in enumerate(columns(part(title))) if p.path == (field,))
    return ["" if line[place] is None else str(line[place]) for line in told.parts[title]]


class GivenLooks:
    """The look of the sheet's cells, from its first row to its last."""

    def __init__(self, told: Contents, styles: Styles) -> None:
        self._types = {title: dict(own) for title, own in tables(told).items()}
        self._words = {WORDS[word]: word for word in ("text", "number", "integer", "percent", "date")}
        self._styles, self._heading = styles, list[object]()

    def style(self, line: Line, column: int) -> Format:
        if is_heading(line):
            self._heading = list(line)
            return self._styles.boxed(font_size=10, text_wrap=True, bold=True, bg_color=GIVEN, locked=False)
        if column < BEFORE or not any(line):
            return self._styles.boxed(font_size=10, text_wrap=True, bg_color=INPUT, locked=False)
        label = self._heading[column] if column < len(self._heading) else None
        word = self._words.get(self._types.get(str(self._heading[1] if self._heading else ""), {}).get(str(label), ""))
        format_ = typed_format(word) if word in ("text", "percent", "date") else "General"
        return self._styles.boxed(font_size=10, text_wrap=True, bg_color=INPUT, locked=False, num_format=format_)

    def choose(self, sheet: Worksheet, row: int, line: Line, lists: Mapping[str, str]) -> None:
        """Lets a heading row choose among its table's columns."""
        listed = lists.get(f"table {line[1]}")
        if listed:
            sheet.data_validation(row, BEFORE, row, len(line) - 1, {
                "validate": "list", "source": listed, "error_type": "warning", "error_title": "栏目", "error_message": "这张表没有这个栏目"})
