"""What formulas may be made of, shown beside a scheme: the functions, and the words and forms of the language."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence

from xlsxwriter.worksheet import Worksheet

from shijibu.language.dictionary import words as language_words
from shijibu.rules import Rule
from shijibu.scheme import catalogue
from shijibu.scheme.examples import families
from shijibu.spreadsheet.clean_book import CleanBook
from shijibu.spreadsheet.style import Styles
from shijibu.spreadsheet.text_size import lines
from shijibu.spreadsheet.wording import BLANK, said

_LINE = 15.0
_PLACES = "甲乙丙丁戊己庚辛"


def functions(file: CleanBook, styles: Styles, sheet: Worksheet, header: int) -> None:
    """The functions by family: name, what it gives, its parameters, the rules."""
    told = [[rule.name, rule.zh, _parameters(rule), "、".join(rule.rules)] for rules in families().values() for rule in rules]
    _table(styles, sheet, header, ("函数", "用途", "参数", "规则"), (22, 60, 60, 16), told)


def words(file: CleanBook, styles: Styles, sheet: Worksheet, header: int) -> None:
    """The words: name, what a call of it says in Chinese, an example, and what that gives."""
    told = []
    for word in language_words().values():
        call, gives = word.example
        told.append([word.name, _in_chinese(word.meaning, word.zh), call, _given(gives)])
    _table(styles, sheet, header, ("词语", "意思", "例子", "得出"), (18, 60, 60, 22), told)


def _parameters(rule: Rule) -> str:
    return "\n".join(f"{p['name']}：{p['zh']}{'（可不填）' if p['optional'] else ''}" for p in catalogue.entry(rule)["parameters"])


def _in_chinese(meaning: object, zh: object) -> str:
    """What a word says of 甲, 乙 and so on, as many as it takes at least."""
    parameters = inspect.signature(meaning).parameters.values()  # type: ignore[arg-type]
    count = sum(2 if p.kind is p.VAR_POSITIONAL else 1 for p in parameters)
    return str(zh(*_PLACES[:count]))  # type: ignore[operator]


def _given(value: object) -> str:
    return said(value, decimals=2, nothing=BLANK)


def _table(styles: Styles, sheet: Worksheet, header: int, titles: Sequence[str], widths: Sequence[float], told: Iterable[Sequence[str]]) -> None:
    text = styles.boxed(font_size=10, text_wrap=True)
    code = styles.boxed(font_size=10, text_wrap=True, font_name="Consolas")
    for column, (title, width) in enumerate(zip(titles, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(header - 1, column, title, styles.header)
    row = header - 1
    for row, line in enumerate(told, header):
        for column, cell in enumerate(line):
            sheet.write_string(row, column, cell, code if column in (0, 2) else text)
        sheet.set_row(row, _LINE * max(lines(c, w - 2) for c, w in zip(line, widths, strict=True)) + 4)
    sheet.autofilter(header - 1, 0, row, len(titles) - 1)
