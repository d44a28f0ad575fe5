"""What `--help` writes: in Chinese whole, and broken by how wide characters are on a screen."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

_WIDEST = 80
_LEFT = 26
"""The most that names may take of a line before their meaning goes below them."""
# What typer itself has to say of its own options.
_OWN = {
    "--help": "显示这一页",
    "--install-completion": "给正在用的 shell 装上命令补全",
    "--show-completion": "显示正在用的 shell 的补全脚本，可复制或自行更改",
}
# Kinds of values, by a word in typer's name of them.
_KINDS = (("int", "整数"), ("path", "路径"), ("str", "文字"), ("text", "文字"))
_NOTES = (
    (re.compile(r"required"), "必填"),
    (re.compile(r"default: (.+)"), r"缺省 \1"),
    (re.compile(r"(-?\d+)<=x<=(-?\d+)"), r"\1 到 \2"),
    (re.compile(r"x>=(-?\d+)"), r"不小于 \1"),
    (re.compile(r"x<=(-?\d+)"), r"不大于 \1"),
)
_NEVER_FIRST, _NEVER_LAST = "，。；：、？！）》”’…〕,.;:?!)]}", "（《“‘〔([{"
_WORD = re.compile(r"[!-~]+ ?|\s|[^\s!-~]")


def help_text(command: Any, ctx: Any, commands: Iterable[tuple[str, str]] = ()) -> str:
    """The page of a command or group: how it is called, what it does, its arguments and options, and the commands under it with theirs."""
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    arguments: list[tuple[str, str]] = []
    options: list[tuple[str, str]] = []
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record is not None:
            (arguments if param.param_type_name == "argument" else options).append(_row(param, *record))
    called = [ctx.command_path, "[选项]", *(name for name, _ in arguments), *(["命令"] if commands else [])]
    lines = [f"用法：{' '.join(called)}", ""]
    lines += [f"  {line}" for line in wrapped(command.help or "", width - 2)]
    for title, rows in (("参数", arguments), ("选项", options), ("命令", list(commands))):
        if rows:
            lines += ["", f"{title}：", *_table(rows, width)]
    return "\n".join(lines) + "\n"


def _row(param: Any, names: str, meaning: str) -> tuple[str, str]:
    """An argument or option and what is said of it, in the person's language."""
    meaning, _, notes = meaning.partition("  [") if not meaning.startswith("[") else ("", "", meaning[1:])
    said = [_note(note) for note in notes.removesuffix("]").split("; ") if note]
    if param.param_type_name == "argument":
        left = f"<{param.metavar or param.name}>{'…' if param.nargs == -1 else ''}"
    else:
        kind = next((zh for word, zh in _KINDS if word in names.partition("<")[2].lower()), "")
        left = " / ".join([*param.opts, *param.secondary_opts]) + (f" <{kind}>" if kind else "")
        meaning = _OWN.get(param.opts[-1], meaning)
    return left, meaning + (f"〔{'；'.join(said)}〕" if said else "")


def _note(note: str) -> str:
    return next((pattern.sub(zh, note) for pattern, zh in _NOTES if pattern.fullmatch(note)), note)


def _table(rows: list[tuple[str, str]], width: int) -> Iterator[str]:
    left = min(_LEFT, max(wide(name) for name, _ in rows)) + 4
    for name, meaning in rows:
        first, *more = wrapped(meaning, width - left) or [""]
        if wide(name) + 4 > left:
            yield f"  {name}"
            name = ""
        yield f"  {name}{' ' * (left - 2 - wide(name))}{first}".rstrip()
        yield from (" " * left + line for line in more)


def wide(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns: broken between Chinese characters or words, no line begins with a stop or ends with what opens."""
    lines: list[str] = []
    line: list[str] = []
    for part in _WORD.findall(text):
        if line and wide("".join(line) + part.rstrip()) > width:
            kept = len(line)
            while kept > 1 and ([*line, part][kept][0] in _NEVER_FIRST or line[kept - 1][-1] in _NEVER_LAST):
                kept -= 1
            lines.append("".join(line[:kept]).rstrip())
            line = line[kept:]
        line.append(part if line else part.lstrip())
    return [*lines, "".join(line).rstrip()] if line else lines
