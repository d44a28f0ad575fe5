"""Where the command begins: as little as can be is imported yet, so that Ctrl-C is silent from the first moment."""

from __future__ import annotations

try:
    import gc
    import os
    import signal
except KeyboardInterrupt:
    raise SystemExit(130) from None


def main() -> None:
    """The entry point of the command `shijibu`."""
    interruptible = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # a job in the background ignores Ctrl-C, and goes on to
    if interruptible:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # while modules load there is nothing to clean up, and a traceback helps nobody
    gc.disable()  # what is loaded stays: to look through it for waste, again and again, would take a fifth of a short command; see `loaded_for_good`
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # pydantic would look through all that is installed for plugins of its own
    from shijibu.commands.main import main as run

    try:
        if interruptible:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        run()
    except KeyboardInterrupt:
        raise SystemExit(130) from None  # as a shell has it; who pressed Ctrl-C knows
    finally:
        if interruptible:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        gc.freeze()  # Python would look through all of it once more before it ends, which took a fifth of `--help`
