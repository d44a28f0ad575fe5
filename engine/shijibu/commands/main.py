"""The command `shijibu`: thin commands over the library, by the outline beside this.

Exit code 0: done and clean (notices allowed). 1: done, and there is something to settle. 2: could not run, with one sentence on
stderr. JSON goes to stdout and nothing else there; progress goes to stderr.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from shijibu import __version__
from shijibu.commands.loading import Outlined

app = typer.Typer(name="shijibu", help="实绩簿：下发、填报、检查、汇总干部实绩考评工作簿。", cls=Outlined, no_args_is_help=True, add_completion=True,
                  pretty_exceptions_enable=False, rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="显示版本")] = False) -> None:
    if version:
        from shijibu.terminal import say  # loaded where there is something to print: `--help` starts without

        say(f"shijibu {__version__}")
        raise typer.Exit()


def main() -> None:
    """The entry point of the command."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that has no Chinese shows question marks, and that is all
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = typer.main.get_command(app).main(prog_name="shijibu", standalone_mode=False)
        raise SystemExit(code if isinstance(code, int) else 0)
    except typer.Exit as leave:
        raise SystemExit(leave.exit_code) from None
    except Exception as error:
        from shijibu.commands.messages import why
        from shijibu.terminal import complain

        complain(*why(error))
    raise SystemExit(2)
