"""What stops Shijibu for a reason that can be told: one base for all of it, which a caller may catch."""

from __future__ import annotations


class ShijibuError(Exception):
    """The work could not be done as it was asked for. Anything else that is raised, but OSError, is a fault of ours."""

    @property
    def sentences(self) -> list[str]:
        """What a person is told: one sentence, or what was wrong and then each place where it is."""
        return [str(self)]
