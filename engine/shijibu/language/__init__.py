"""The language of a scheme's formulas: what they are made of, and what their words and forms mean."""
