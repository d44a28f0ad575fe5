"""Forms of the language: calls that ask for more than the values of their arguments.

Each is one class in a file of `language/forms/`: how a call of it is bound, which is how it is checked; its value, and what counted for
it; how it is said in Chinese; and, where it can be, what stands for it in a cell's formula. A new form is one such file.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar

from shijibu.language.expression import Call, Name
from shijibu.language.kinds import Kind
from shijibu.language.node import Binder, Node, Unknown
from shijibu.language.scope import Standing
from shijibu.language.values import Value


class Form(Node):
    """name: what a formula calls it. gives: what it means, for docs/scheme.md. example: a call that people can copy.

    takes: what a parameter of the scheme must be that stands in the argument's place. told: whether it is said in words where it is all
    that a figure is.
    """

    __slots__ = ()

    name: ClassVar[str] = ""
    gives: ClassVar[str]
    example: ClassVar[str]
    takes: ClassVar[tuple[Kind | None, ...]] = ()
    told: ClassVar[bool] = True

    @classmethod
    @abstractmethod
    def bind(cls, call: Call, binder: Binder, standing: Standing) -> Node:
        """The call with its names bound; what is wrong with it is told to the binder."""

    @classmethod
    def in_cell(cls, call: Call, parameter: Callable[[str], Value]) -> Value:
        """What stands for a call of it in a cell's formula; None where nothing can."""
        return None


class OfName(Form):
    """A form whose first argument is a name, not its value. of: what it names, in Chinese. least, most: how many arguments follow it."""

    __slots__ = ()

    named = True
    of: ClassVar[str] = "一项指标的名称"
    least: ClassVar[int] = 0
    most: ClassVar[int] = 0

    @classmethod
    def bind(cls, call: Call, binder: Binder, standing: Standing) -> Node:
        first = call.arguments[0] if call.arguments else None
        if isinstance(first, Name) and not call.keywords and cls.least <= len(call.arguments) - 1 <= cls.most and cls.suits(call):
            return cls.made(call, first, binder, standing)
        binder.fault(f"{cls.name} 的第一项应为{cls.of}：{call}")
        for i, part in enumerate((*call.arguments, *(v for _, v in call.keywords))):
            binder.bind(part, cls.stands(call, i, standing))
        return Unknown(str(call))

    @classmethod
    def suits(cls, call: Call) -> bool:
        """Whether its arguments are of the right kind, beyond how many there are."""
        return True

    @classmethod
    def stands(cls, call: Call, index: int, standing: Standing) -> Standing:
        """Where an argument stands: a form may ask it of other rows, or of officials."""
        return standing

    @classmethod
    @abstractmethod
    def made(cls, call: Call, first: Name, binder: Binder, standing: Standing) -> Node:
        """The call with its names bound, of arguments that suit it."""


class OfColumn(OfName):
    """A form over a table's column."""

    __slots__ = ()

    of = "一张表的栏目，写作 表.栏目"

    @classmethod
    def suits(cls, call: Call) -> bool:
        first = call.arguments[0]
        return isinstance(first, Name) and len(first.path) == 2

    @classmethod
    def row(cls, call: Call) -> Standing:
        """In a row of the table whose column its first argument names."""
        first = call.arguments[0]
        return Standing("row", first.path[0] if isinstance(first, Name) else None)
