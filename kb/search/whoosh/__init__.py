"""The Whoosh engine: Whoosh stores and analyses, numpy counts and orders. Nothing outside this folder imports Whoosh."""

from kb.search.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
