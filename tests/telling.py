"""Sources with texts, for tests that compare what they say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from kb import texts
from kb.adding import Described, added
from kb.models import Document
from kb.texts import New
from tests.helpers import EDITOR, make

PRESS = Path(__file__).parent / "extracting" / "samples" / "press"
COPIED = (
    "The institute recommends a common training course of five days for every harbour police unit, "
    "paid for by the ministries of the interior and open to customs."
)


def tell(
    session: Session, slug: str, text: str, *, public: bool = True, furniture: tuple[tuple[int, int], ...] = (), **values: Any
) -> Document:
    """Make a document with a text."""
    document = make(session, "document", slug, **values)
    assert isinstance(document, Document)
    texts.add(session, document, New(text, furniture, public=public), EDITOR)
    return document


def add_press(session: Session) -> None:
    """Add every sample press report as a document; its id is the name of the file without its ending."""
    for path in sorted(PRESS.glob("*.txt")) + sorted(PRESS.glob("*.html")):
        added(session, path.read_bytes(), Described(slug=path.stem, title=path.stem, origin=path.name, public=True), EDITOR)
