"""The macros, written once against xlwings' objects: they run in LibreOffice, in the task pane and in classic Excel alike.

Each takes an open xw.Book, keeps what it overwrites in a hidden sheet of it, and gives back a Result. None changes a live cell.
"""

from shijibu_addin.macros.groups import grouped
from shijibu_addin.macros.registry import MACROS, Macro, run
from shijibu_addin.macros.result import Result
from shijibu_addin.macros.whose import OFFICE, UNIT

__all__ = ["MACROS", "OFFICE", "UNIT", "Macro", "Result", "grouped", "run"]
