"""Whose work a command of the menu is: the menu's groups, in their order."""

UNIT, OFFICE = "单位", "考评办"
