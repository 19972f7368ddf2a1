"""From the bytes of a file to a normalised text with page furniture told apart: plain text, web pages, PDF, Word documents. No database here."""

from kb.extracting.reading import Extracted, read

__all__ = ["Extracted", "read"]
