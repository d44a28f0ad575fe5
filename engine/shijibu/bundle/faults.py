"""Why a bundle cannot be made."""

from __future__ import annotations

from shijibu.errors import ShijibuError


class BundleRefused(ShijibuError):
    """A bundle that cannot be made, or that would not install; the text says why and what to do."""
