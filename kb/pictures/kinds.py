"""The kinds of pictures, each declared once: what it may be asked for, and the function that reads and draws it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from kb.errors import BadRequest, NoPicture
from kb.pictures import counted, linked
from kb.pictures.kind import Kind, Question
from kb.pictures.picture import Picture
from kb.search.engine import Engine
from kb.told import Told

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (*counted.KINDS, *linked.KINDS)}


def named(name: str) -> Kind:
    """Give a kind of picture; raise :class:`NoPicture` where none has that name."""
    try:
        return KINDS[name]
    except KeyError:
        raise NoPicture(name=name, names=", ".join(KINDS)) from None


def ready(kind: Kind, chosen: Mapping[str, str]) -> bool:
    """Tell whether enough was chosen to draw a picture of a kind."""
    return not kind.needs or any(chosen.get(name) for name in kind.needs)


def drawn(kind: Kind, session: Session, engine: Engine, chosen: Mapping[str, str]) -> Picture:
    """Draw a picture; raise :class:`BadRequest` where nothing was chosen that it needs, or something that it does not know."""
    for name, value in chosen.items():
        _check(kind, name, value)
    if not ready(kind, chosen):
        raise BadRequest(
            reason=Told('the picture "%(name)s" needs one of these to be named: %(known)s', name=kind.name, known=", ".join(kind.needs))
        )
    return kind.draw(Question(session, engine, chosen))


def _check(kind: Kind, name: str, value: str) -> None:
    if name not in kind.asks:
        told = {"picture": kind.name, "name": name, "known": ", ".join(kind.asks)}
        raise BadRequest(reason=Told('the picture "%(picture)s" takes no "%(name)s"; use one of: %(known)s', **told))
    if name in kind.options and value not in (known := [one for one in kind.options[name] if one]):
        raise BadRequest(reason=Told('"%(name)s" takes %(known)s, not "%(value)s"', name=name, known=" or ".join(known), value=value))
