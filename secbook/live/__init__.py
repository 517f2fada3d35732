"""A Python function, run in the reader's browser."""

from secbook.live.replacing import stands_for
from secbook.live.translate import TranslationError, translate

__all__ = ["TranslationError", "stands_for", "translate"]
