"""How passwords are kept: those that people choose with scrypt as Django sets it; those that were drawn for them, of 58 bits, at a fraction of its
cost, since thousands are made at once and nobody guesses one."""

from __future__ import annotations

from django.contrib.auth.hashers import ScryptPasswordHasher

_DRAWN = {"n": 2**10, "r": 8, "p": 1}


class DeskHasher(ScryptPasswordHasher):
    """Django's scrypt. What was kept at a lower cost is kept at the full one once its owner signs in, and a wrong guess at it takes as long as at
    any other: how long an answer takes says nothing of the account."""

    def harden_runtime(self, password: str, encoded: str) -> None:
        self.encode(password, self.salt())


def drawn(password: str) -> str:
    """How a password is kept that nobody chose."""
    hasher = DeskHasher()
    kept: str = hasher.encode(password, hasher.salt(), **_DRAWN)
    return kept
