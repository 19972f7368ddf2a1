"""What a kind of picture is, and what it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from kb.pictures.picture import Picture
from kb.search.engine import Engine


@dataclass(frozen=True)
class Question:
    """What a picture is asked for: the parameters given, by name, and what there is to answer it from."""

    session: Session
    engine: Engine
    chosen: Mapping[str, str]


@dataclass(frozen=True)
class Kind:
    """A kind of picture, declared once.

    ``asks`` are the parameters it may be given: kinds of records (``project``), a ``year``, or names in ``options``, each
    with its choices as value and words, the first being what is shown unless told; the words at the empty value name the
    choice itself. One of ``needs`` has to be given where there are any. ``explained`` says in a sentence or two what one sees.
    """

    name: str
    label: str
    explained: str
    asks: Sequence[str]
    draw: Callable[[Question], Picture]
    needs: Sequence[str] = ()
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
