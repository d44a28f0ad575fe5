"""Where people turn to: what stands under every paper that leaves the office, said once in the scheme."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from shijibu.scheme.terms import Model, gained

Line = Annotated[str, Field(min_length=1, max_length=60)]


class Contact(Model):
    """Where people turn to: on notices, slips and reminders. What is not said stands there as a blank to fill in by hand."""

    receives: Line | None = gained("who takes opinions and questions; the office where nothing is said")
    person: Line | None = gained("whom to ask for")
    phone: Line | None = gained("the telephone number")
    address: Line | None = gained("where the office is")
    signed: Line | None = gained("whose name stands under the papers, in full; the office where nothing is said")
