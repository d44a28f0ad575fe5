"""What this engine cannot do says so, and refusals of LibreOffice become xlwings' own error."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType, TracebackType
from typing import Any

from xlwings import XlwingsError


def unsupported(what: str) -> XlwingsError:
    """The error for something that this engine has no way to do."""
    return XlwingsError(f"{what} is not supported by the engine 'libreoffice'.")


def complete(cls: type) -> type:
    """Class decorator: members that the base class leaves open and `cls` does not define raise XlwingsError when used."""
    for base in cls.__mro__:
        if base.__module__ != "xlwings.base_classes":
            continue
        for name, member in vars(base).items():
            if _is_open(member) and getattr(cls, name) is member:
                setattr(cls, name, _refusing(cls.__name__, name, member))
            elif isinstance(member, property) and _is_open(member.fset):
                _close_setter(cls, name)
    return cls


def _is_open(member: Any) -> bool:
    if isinstance(member, property):
        return _is_open(member.fget)
    if isinstance(member, staticmethod):
        member = member.__func__
    return isinstance(member, FunctionType) and "NotImplementedError" in member.__code__.co_names


def _refusing(cls: str, name: str, member: Any) -> Any:
    def refuse(*_: Any, **__: Any) -> Any:
        raise unsupported(f"{cls}.{name}")

    return property(refuse, refuse) if isinstance(member, property) else refuse


def _close_setter(cls: type, name: str) -> None:
    """A property that can be read here and set elsewhere says so, too."""
    ours = getattr(cls, name)
    if isinstance(ours, property) and ours.fset is None:
        setattr(cls, name, ours.setter(_refusing(cls.__name__, f"{name} (setting it)", None)))


class refused:  # used as a statement: with refused("save the book"): ...
    """Errors of LibreOffice inside come out as XlwingsError that names what was being done.

    A class, because a generator would have contextlib set the traceback of an error of UNO, which UNO does not let it do.
    """

    def __init__(self, doing: str | Callable[[], str]) -> None:
        self._doing = doing

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if error is None or "com.sun.star." not in f"{type(error).__module__}.{type(error).__name__}":
            return
        doing = self._doing if isinstance(self._doing, str) else self._doing()
        told = str(getattr(error, "Message", "")).strip()
        raise XlwingsError(f"LibreOffice could not {doing}: {told or type(error).__name__}")
