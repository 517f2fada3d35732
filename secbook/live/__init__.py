"""A Python function, run in the reader's browser."""

from secbook.live.translate import TranslationError, translate

__all__ = ["TranslationError", "translate"]
