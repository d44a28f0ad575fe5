"""The one way to the terminal. Whatever a line holds is printed as text: no markup, no escape, no second line."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from shijibu.outside_text import clean, json_bytes, one_line


class Terminal(Console):
    """A console for which brackets and colons are only characters, and which shows no character that a terminal obeys."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**(options | {"markup": False, "emoji": False, "highlight": False, "soft_wrap": True}))

    def print(self, *objects: Any, **options: Any) -> None:
        """As rich prints; a text is one line, and its markup is told as it stands."""
        held = options | {"markup": False, "emoji": False, "highlight": False}
        super().print(*(one_line(o) if isinstance(o, str) else o for o in objects), **held)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Everything that is printed comes through here, tables and bars too; `control` moves the cursor and is ours."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(clean(segment.text), segment.style)


err, stdout = Terminal(stderr=True), Terminal()


def styled(text: Any, style: str = "") -> Text:
    """One line in a colour."""
    return Text(one_line(text), style=style)


def say(*lines: Any) -> None:
    """Each on a line of its own, on stdout."""
    for line in lines:
        typer.echo(one_line(line))


def complain(*lines: Any) -> None:
    """Each on a line of its own, on stderr: why a command could not run."""
    for line in lines:
        typer.echo(one_line(line), err=True)


def print_json(value: Any) -> None:
    """UTF-8 whatever the terminal's encoding is; a line's end is one character on every system."""
    sys.stdout.flush()
    sys.stdout.buffer.write(json_bytes(value))
    sys.stdout.buffer.flush()
