"""The small expressions of a scheme: calls, names, numbers and texts, parsed with `ast` and nothing else allowed.

UPPER-CASE calls name rules of the registry, lower-case calls name the words of `language.words` and the forms that look
across periods. The same expression compiles to a cell's formula and evaluates to the engine's figure.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from shijibu.errors import ShijibuError
from shijibu.rules.values import LIMIT


class NotAnExpression(ShijibuError, ValueError):
    """The text is not a call, a name, a number or a text."""


@dataclass(frozen=True, slots=True)
class Name:
    """A dotted name such as tasks.planned or unit.card."""

    path: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Literal:
    value: float | int | str

    def __str__(self) -> str:
        return repr(self.value)


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Expression, ...]
    keywords: tuple[tuple[str, Expression], ...] = ()

    def __str__(self) -> str:
        parts = [str(a) for a in self.arguments] + [f"{k}={v}" for k, v in self.keywords]
        return f"{self.function}({', '.join(parts)})"


Expression = Name | Literal | Call


def parse(text: str) -> Expression:
    """The expression that `text` says. Raises NotAnExpression, naming the part that is not allowed."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise NotAnExpression(f"算式“{text}”读不懂：{_unread(str(error.msg))}") from None
    except (ValueError, RecursionError, MemoryError):  # a character that no source has; calls within calls without end
        raise NotAnExpression(f"算式“{text[:60]}”读不懂：有不能用的字符，或套得太深") from None
    return _convert(tree.body, text)


def _unread(why: str) -> str:
    """What the parser found, in Chinese."""
    if "was never closed" in why:
        return "括号没有合上"
    if "unmatched" in why or "does not match" in why:
        return "括号不成对"
    if "unterminated string" in why:
        return "引号没有合上"
    if "invalid character" in why:
        return "有全角的括号、逗号或引号，应用半角的"
    return "括号、逗号、引号没有配好，或不是算式"


def _convert(node: ast.expr, text: str) -> Expression:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float, str)) and not isinstance(node.value, bool):
        if not isinstance(node.value, str) and abs(node.value) > LIMIT:
            raise NotAnExpression(f"算式“{text}”里的 {ast.unparse(node)} 太大：数不超过 {LIMIT:.0f}")
        return Literal(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        value = _convert(node.operand, text)
        if isinstance(value, Literal) and not isinstance(value.value, str):
            return Literal(-value.value)
    if isinstance(node, (ast.Name, ast.Attribute)):
        return Name(_path(node, text))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and all(k.arg for k in node.keywords):
        arguments = tuple(_convert(a, text) for a in node.args)
        return Call(node.func.id, arguments, tuple((str(k.arg), _convert(k.value, text)) for k in node.keywords))
    raise NotAnExpression(f"算式“{text}”里不能写“{ast.unparse(node)}”：只能写函数、词语、名称、数和引号里的文字，不能用 + - * / 等符号")


def _path(node: ast.expr, text: str) -> tuple[str, ...]:
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return (*_path(node.value, text), node.attr)
    raise NotAnExpression(f"算式“{text}”里的“{ast.unparse(node)}”不是名称")


def names(expression: Expression) -> list[Name]:
    """Every name that an expression uses, in order."""
    if isinstance(expression, Name):
        return [expression]
    if isinstance(expression, Call):
        parts = [*expression.arguments, *(v for _, v in expression.keywords)]
        return [n for part in parts for n in names(part)]
    return []


def calls(expression: Expression) -> list[Call]:
    """Every call in an expression, outermost first."""
    if not isinstance(expression, Call):
        return []
    parts = [*expression.arguments, *(v for _, v in expression.keywords)]
    return [expression, *(c for part in parts for c in calls(part))]
