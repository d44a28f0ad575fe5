"""The one way to the terminal. Whatever a line holds is printed as text: no markup, no escape, no second line."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any

import typer

from shijibu.outside_text import json_bytes, one_line

if TYPE_CHECKING:  # rich is loaded where something has looks: every command prints, and most print nothing but plain lines
    from rich.text import Text

    from shijibu.screen import Screen


class Terminal:
    """What is printed on. options: as rich's Console takes them; without any it is stdout."""

    def __init__(self, **options: Any) -> None:
        self._options = options

    @cached_property
    def screen(self) -> Screen:
        """The console for what has looks."""
        from shijibu.screen import Screen

        return Screen(**self._options)

    @property
    def is_terminal(self) -> bool:
        """Whether somebody watches."""
        return self.screen.is_terminal

    def print(self, *objects: Any, **options: Any) -> None:
        """As rich prints; a text is one line, and its markup is told as it stands."""
        plain = not options and all(isinstance(o, str) for o in objects) and self._options.keys() <= {"stderr"}
        if plain and "screen" not in self.__dict__:  # a screen in use may have a bar standing on it, which makes way for what it prints itself
            typer.echo(" ".join(map(one_line, objects)), err=bool(self._options.get("stderr")))
        else:
            self.screen.print(*objects, **options)


err, stdout = Terminal(stderr=True), Terminal()


def styled(text: Any, style: str = "") -> Text:
    """One line in a colour."""
    from rich.text import Text

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
