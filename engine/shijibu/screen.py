"""What has looks on a terminal: colours, tables, bars. It needs rich, for which plain lines do not wait; see `terminal`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from shijibu.outside_text import clean, one_line


class Screen(Console):
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
