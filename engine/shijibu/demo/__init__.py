"""A year of a county with made-up people, through the real commands."""
