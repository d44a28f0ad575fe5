"""A sheet of a master that was drawn, for a master in which it is the same: what stands in it is written again, not drawn again.

What a sheet says in its file hangs on what stands once for the whole workbook: a text, a look, a name has its number by when it was first asked
for. So a kept sheet asks for the same anew. Looks may have got other numbers, and are written with these; where anything else has, the sheet is
drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shijibu.issuing.master_writer import Asked, MasterWriter
from shijibu.spreadsheet.clean_book import CleanSheet
from shijibu.spreadsheet.plain_sheet import PlainSheet
from shijibu.spreadsheet.style import Look, Styles

_LOOK = re.compile(r'(<(?:c r="[A-Z0-9]+"|row [^>]*?|col [^>]*?) s(?:tyle)?=")(\d+)"')
_COLOUR = re.compile(r'(dxfId=")(\d+)"(?= priority="(\d+)")')
_TEXT = re.compile(r't="s"><v>(\d+)</v>')


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands in a sheet's file, and what it asks for.

    looks, colours: of its cells and of its conditions, with the numbers that they have there, in the order in which they are asked for. texts:
    with their numbers, in the order of these; times: how often it shows any of them. names: what else stands once in the workbook. goes_by: the
    tables by whose commitments it goes, or what another sheet puts into it. into: the sheets into which it puts something. printed: what of a
    sheet stands in the workbook's own part.
    """

    part: str
    looks: tuple[tuple[int, Look], ...]
    colours: tuple[tuple[int, Look], ...]
    texts: tuple[tuple[int, str], ...]
    times: int
    names: tuple[Asked, ...]
    goes_by: frozenset[str]
    into: frozenset[str]
    printed: tuple[str, str, str, str, int]

    @classmethod
    def of(cls, sheet: CleanSheet, part: str, writer: MasterWriter) -> Kept | None:
        """The sheet as it stands in a file, which was written; None where it has a look that is not of our styles."""
        looks = [(int(n), writer.styles.look(writer.book.xf_formats[int(n)])) for n in dict.fromkeys(n for _, n in _LOOK.findall(part))]
        by_priority = sorted((int(priority), int(n)) for _, n, priority in _COLOUR.findall(part))
        colours = [(n, writer.styles.look(writer.book.dxf_formats[n])) for n in dict.fromkeys(n for _, n in by_priority)]
        shown = [int(n) for n in _TEXT.findall(part)]
        texts = writer.book.str_table.string_array
        printed = sheet.print_area_range, sheet.repeat_row_range, sheet.repeat_col_range, sheet.autofilter_area, sheet.hidden
        known_looks, known_colours = tuple(_known(looks)), tuple(_known(colours))
        if len(known_looks) < len(looks) or len(known_colours) < len(colours):
            return None
        title = sheet.name
        drawing = {title, *(other for other, into in writer.into.items() if title in into)}
        return cls(part, known_looks, known_colours, tuple((n, texts[n]) for n in sorted(set(shown))), len(shown), tuple(writer.asked[title]),
                   frozenset().union(*(writer.goes_by[t] for t in drawing)), frozenset(writer.into[title]), printed)

    def fits(self, writer: MasterWriter) -> bool:
        """Asks a workbook for all of it but the looks, and says whether it has the same numbers there. Where not, nothing was asked for that the
        sheet would not ask for when it is drawn.
        """
        if not all(writer.answer(asked.kind, asked.of) == asked.answer for asked in self.names):
            return False
        strings = writer.book.str_table
        table, new = strings.string_table, strings.unique_count
        for n, text in self.texts:
            if table.get(text, new) != n:
                return False
            new += text not in table
        for _, text in self.texts:
            strings._get_shared_string_index(text)
        strings.count += self.times - len(self.texts)
        for _, look in self.colours:
            writer.styles.of(look)._get_dxf_index()
        return True

    def written(self, styles: Styles) -> str:
        """The part, with the numbers that its looks have in this workbook."""
        looks = {str(n): str(styles.of(look)._get_xf_index()) for n, look in self.looks}
        colours = {str(n): str(styles.of(look)._get_dxf_index()) for n, look in self.colours}
        return _numbered(_numbered(self.part, _LOOK, looks), _COLOUR, colours)


def _numbered(part: str, tag: re.Pattern[str], numbers: dict[str, str]) -> str:
    if all(before == now for before, now in numbers.items()):
        return part
    return tag.sub(lambda m: f'{m[1]}{numbers[m[2]]}"', part)


def _known(looks: list[tuple[int, Look | None]]) -> Iterator[tuple[int, Look]]:
    return ((n, look) for n, look in looks if look is not None)


class KeptSheet(PlainSheet):
    """A sheet in which stands what was kept, whatever is put into it: what another sheet puts there was kept with it."""

    def holds(self, kept: Kept, styles: Styles) -> None:
        self._kept, self._styles = kept, styles
        self.print_area_range, self.repeat_row_range, self.repeat_col_range, self.autofilter_area, self.hidden = kept.printed

    def _assemble_xml_file(self) -> None:
        self.fh.write(self._kept.written(self._styles))
