"""Options of `rnngan generate` that only tables, or only texts, have."""

from rnngan.config.requests import OF_TABLES as FOR_TABLES

FOR_TEXTS = ("temperature", "top_k", "top_p", "prompt", "shortest")
__all__ = ["FOR_TABLES", "FOR_TEXTS"]
