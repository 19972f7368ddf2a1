"""The CORDIS register of EU projects: reading its exports of all generations, and what they mean for the records here."""

from kb.cordis.files import read
from kb.cordis.reading import FileRead, Reading
from kb.cordis.rows import Row

__all__ = ["FileRead", "Reading", "Row", "read"]
