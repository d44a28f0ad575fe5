"""The outline of the commands as typer's groups, each command loaded when it is called, and what it works with once it runs."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from shijibu.commands.help import help_text
from shijibu.commands.outline import OUTLINE, Command, Group


@contextmanager
def loaded_for_good() -> Iterator[None]:
    """What is loaded meanwhile, and all else that is here by then, stays. While it is loaded nothing is searched for waste."""
    gc.disable()
    try:
        yield
    finally:
        stay()
        gc.enable()


_process_of_a_command = False


def stay(*, swept: bool = False) -> None:
    """What is here is never searched for waste again, nor copied for it where a process is forked. swept: its waste goes first.

    Only a process that ends with its command can afford it: in one that goes on waste of earlier commands would stay, too.
    """
    if _process_of_a_command:
        if swept:
            gc.collect()
        gc.freeze()


def function_of(command: Command) -> Callable[..., None]:
    """The function that runs a command."""
    module, _, name = command.where.partition(":")
    function: Callable[..., None] = getattr(import_module(f"shijibu.commands.{module}"), name)
    return function


def _loaded(entry: Command | Group) -> Any:
    if isinstance(entry, Group):
        return _OutlinedGroup(entry.commands, name=entry.name, help=entry.help, no_args_is_help=True, rich_markup_mode=None)
    one = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    settings = {"ignore_unknown_options": True} if entry.unknown_options else None
    one.command(entry.name, cls=_OutlinedCommand, help=entry.help, context_settings=settings)(function_of(entry))
    return typer.main.get_command(one)


class _WhenCalled(Mapping[str, Any]):
    """Commands by name; each is loaded when it is asked for."""

    def __init__(self, entries: Iterable[Command | Group]) -> None:
        self._entries = {entry.name: entry for entry in entries}
        self._commands: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._commands:
            self._commands[name] = _loaded(self._entries[name])
        return self._commands[name]

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


class _OutlinedCommand(TyperCommand):
    def invoke(self, ctx: Any) -> Any:
        """Runs the command, which is loaded by now; from here on waste is sought as ever. See `start.main`."""
        global _process_of_a_command
        _process_of_a_command = _process_of_a_command or not gc.isenabled()
        stay()
        gc.enable()
        return super().invoke(ctx)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_text(self, ctx))


class _OutlinedGroup(TyperGroup):
    def __init__(self, entries: tuple[Command | Group, ...], **settings: Any) -> None:
        super().__init__(**settings)
        self.entries = entries
        self.commands = cast(Any, _WhenCalled(entries))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, None for none. What its module raises while it loads is not taken for none."""
        if cmd_name not in self.commands:
            return None
        return self.commands[cmd_name]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_text(self, ctx, [(entry.name, entry.help) for entry in self.entries]))


class Outlined(_OutlinedGroup):
    """All commands; typer makes it from what `shijibu` itself takes."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(OUTLINE, **settings | {"commands": None})
