"""Pages that need nothing else: templates with every text escaped."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from shijibu.outside_text import fit


@lru_cache(maxsize=1)
def _environment() -> Environment:
    # The ending of a template's name is .j2, so escaping is not left to be guessed from it.
    return Environment(loader=PackageLoader("shijibu.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
                       finalize=_shown)


def _shown(value: Any) -> Any:
    """Every text that a template shows is clean, whoever handed it over."""
    return value if hasattr(value, "__html__") else fit(value)


def template(name: str) -> Template:
    """A template of the folder `templates`."""
    return _environment().get_template(name)
