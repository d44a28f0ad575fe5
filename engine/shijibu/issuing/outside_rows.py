"""Rows that a person inserted: they hold entries, and none of the formulas that a row goes out with.

A sheet cannot give them any. So the sheet 上报前自检 finds them, in hidden columns, takes over what stands in them, and says there what their own
hints would say; the cover counts it. What is computed over a table's rows waits where such a row would be left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from shijibu.language.expression import names
from shijibu.language.formula import Formula
from shijibu.rules.native import literal
from shijibu.spreadsheet.address import column_letters, pinned, quoted
from shijibu.workbook.layout import Layout, TableLayout
from shijibu.workbook.names import HINT, HINT_END, INSERTED_SHOWN, MARKER, REMINDER, SELF_CHECK

_FIRST_ROW = 6  # of the first block, in the sheet 上报前自检
_COUNTS, _NUMBER = 25, 26  # hidden columns of a block: its counts, the numbers of the inserted rows; their cells follow
FIRST_COLUMN = _COUNTS
MORE_ROW = 3  # of a block, with what is said of more rows than it takes over
INSERTED = "这一行是插入的，表里不能自动计算，请复制到原有的空行再清空，没有空行的核对后照此上报"
MORE = "行也是插入的，没有核对，请复制到原有的空行再清空"
OUTSIDE = "这一行插在表外，表里的数没有算它，请复制到原有的空行再清空"
UNKNOWN_ROW = "这张表不能加行，请清空插入的这一行"


@dataclass(frozen=True, slots=True)
class Outside:
    """Where the inserted rows of a table are taken over: a row each, in a block of INSERTED_SHOWN rows. copy: the same as a table of that sheet."""

    table: TableLayout
    copy: TableLayout

    def _cell(self, row: int, column: int) -> str:
        return f"{quoted(SELF_CHECK)}!{pinned(self.copy.first + row, column)}"

    @property
    def count(self) -> str:
        """How many rows were inserted and hold something."""
        return self._cell(0, _COUNTS)

    @property
    def left(self) -> str:
        """The same, whatever became of the hints of issued rows."""
        return self._cell(1, _COUNTS)

    @property
    def beyond(self) -> str:
        """How many of these stand above or below what the formulas take for the table's rows."""
        return self._cell(2, _COUNTS)

    @property
    def more(self) -> str:
        """What is said of more rows than are taken over; the sheet cannot tell what is wrong in them, so that it stands in the way."""
        return self._cell(MORE_ROW, _COUNTS)

    @property
    def numbers(self) -> str:
        return f"{quoted(SELF_CHECK)}!{pinned(self.copy.first, _NUMBER)}:{pinned(self.copy.last, _NUMBER)}"

    @property
    def hints(self) -> str:
        return self.copy.range(HINT)

    def number(self, row: int) -> str:
        """The sheet's row of the block's row, in the block itself."""
        return f"${column_letters(_NUMBER)}{row}"

    def formulas(self) -> Iterator[tuple[int, int, str]]:
        """(row, column, array formula) of the counts and numbers."""
        table, first = self.table, self.copy.first
        yield first, _COUNTS, f"SUM({_inserted(table)})"
        # A hint may hang on figures: what these wait for must not hang on a hint.
        yield first + 1, _COUNTS, f"SUM({_inserted(table, MARKER)})"
        within = f"SUM({_inserted(table, MARKER, within=True)})"
        yield first + 2, _COUNTS, f"IF({self.left}=0,0,{self.left}-{within})"
        more = f'"另有 "&{self.count}-{INSERTED_SHOWN}&" {MORE}{HINT_END}"'
        yield first + MORE_ROW, _COUNTS, f'IF({self.count}>{INSERTED_SHOWN},{more},"")'
        for n in range(1, INSERTED_SHOWN + 1):
            rows = f"ROW({table.around(HINT)})"
            yield first + n - 1, _NUMBER, f'IF({n}>{self.count},"",SMALL(IF({_inserted(table)}>0,{rows}),{n}))'

    def taken(self, row: int, column: str) -> str:
        """What stands in a column of the inserted row, in the block's row; an empty cell as an empty text."""
        number, letters = self.number(row), column_letters(self.table.columns[column])
        cell = f"INDEX({quoted(self.table.sheet)}!${letters}:${letters},{number})"
        return f'IF({number}="","",IF(LEN({cell})=0,"",{cell}))'

    @property
    def rows_name(self) -> str:
        """The name of what the table's formulas take for its rows."""
        return f"_rows.{self.table.table.id}"

    @property
    def reach(self) -> str:
        return self.table.reach(self.table.table.columns[0].id)

    def said(self, row: int, hint: str) -> str:
        """What the inserted row is said to lack. hint: what its own hint would say. The workbook has to have `rows_name`."""
        if self.table.table.is_fixed:
            return f'IF({self.number(row)}="","",{literal(UNKNOWN_ROW + HINT_END)})'
        reach, number = self.rows_name, self.number(row)
        first = f"ROW(INDEX({reach},1))"
        # Above the first row or far below the last: the figures wait for it, and checks of other rows may be silent.
        away = f"OR({number}<{first},{number}>={first}+ROWS({reach}))"
        said = f"IF({away},{literal(OUTSIDE + HINT_END)},{literal(REMINDER + INSERTED + HINT_END)})"
        return f'IF({number}="","",{said}&{hint})'


def outside(layout: Layout) -> dict[str, Outside]:
    """The blocks of the tables whose rows have hints and are filled in."""
    out: dict[str, Outside] = {}
    for id, table in layout.tables.items():
        if not table.hint or table.quiet or not any(c.is_input for c in table.table.columns):
            continue
        header = _FIRST_ROW - 1 + len(out) * INSERTED_SHOWN
        columns = {c.id: _NUMBER + i for i, c in enumerate(table.table.columns, 1)}
        left, hint = _NUMBER + 1, _NUMBER + 1 + len(columns)
        copy = replace(table, sheet=SELF_CHECK, header=header, left=left, rows=INSERTED_SHOWN, columns=columns, hint=hint, marked=None)
        out[id] = Outside(table, copy)
    return out


def last_column(blocks: dict[str, Outside]) -> int:
    """The last column that the blocks take."""
    return max((b.copy.right for b in blocks.values()), default=_NUMBER)


def left_out(blocks: dict[str, Outside], formula: Formula) -> str:
    """How many inserted rows a formula over tables' rows leaves out or cannot take right, as a sum of cells; empty where it asks for no table.

    What it takes from entries is right for a row between others. What others compute in that row is not there.
    """
    asked: dict[str, str] = {}
    for name in names(formula.tree):
        block = blocks.get(name.path[0]) if len(name.path) == 2 else None
        column = block.table.table.column(name.path[1]) if block else None
        if block is None or column is None:
            continue
        whole = block.table.table.is_fixed or not column.is_input
        asked[name.path[0]] = block.left if whole or asked.get(name.path[0]) == block.left else block.beyond
    return "+".join(asked.values())


def said_above(blocks: list[Outside]) -> str:
    """What a sheet says over its tables while rows of them stand outside."""
    count = "+".join(b.count for b in blocks)
    return f'IF({count}>0,"本表有 "&{count}&" 行是插入的（标出颜色），表里不能自动计算，怎么办见“{SELF_CHECK}”","")'


def touched(table: TableLayout, row: int) -> str:
    """Whether a row holds an entry and has no hint, for a format of its cells."""
    cells = "&".join(f"${column_letters(table.columns[c.id])}{row}" for c in table.table.columns if c.is_input)
    hint = f"${column_letters(table.hint or 0)}{row}"
    return f"AND(ROW()>ROW({pinned(table.header, table.left)}),ISBLANK({hint}),IFERROR(LEN(TRIM({cells})),1)>0)"


def _inserted(table: TableLayout, mark: str = HINT, *, within: bool = False) -> str:
    """Ones for the rows that hold an entry and have no hint, or no other mark. within: of those that the table's formulas take."""
    of = table.reach if within else table.around
    head = f"ROW({quoted(table.sheet)}!{pinned(table.header, table.left)})"
    entered = "&".join(of(c.id) for c in table.table.columns if c.is_input)
    return f"(ROW({of(mark)})>{head})*ISBLANK({of(mark)})*(IFERROR(LEN(TRIM({entered})),1)>0)"

