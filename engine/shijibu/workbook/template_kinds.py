"""Of what kinds pictures and conditional formats of a template may be, for these are drawn anew. Whoever judges one need not open it for that."""

from __future__ import annotations

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp")
FORMULA_RULES = ("expression", "containsText", "notContainsText", "beginsWith", "endsWith", "containsBlanks", "notContainsBlanks", "containsErrors",
                 "notContainsErrors", "timePeriod")
"""Conditional formats that say what they ask by a formula."""
PLAIN_RULES = {"duplicateValues": "duplicate", "uniqueValues": "unique"}
