"""The forms, one a file."""
