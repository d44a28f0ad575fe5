"""The office's half of the menu: each step says what it asks, and does it with the library, whichever host draws its dialog.

No workbook needs to be in front. What a step gives back is a Result whose workbook the host opens.
"""

from shijibu_addin.macros.office.field import Field
from shijibu_addin.macros.office.steps import STEPS, OfficeStep

__all__ = ["STEPS", "Field", "OfficeStep"]
