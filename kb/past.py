"""The knowledge base as it was recorded at a moment: a store and an index to be asked as those of the present are."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock

from sqlalchemy import func, select

from kb import asof, db, overlay
from kb.asof import Moment
from kb.db import Session
from kb.errors import BadRequest, NotFound, NotYet
from kb.models import Record, Revision
from kb.schema import KINDS
from kb.search import past as past_search
from kb.search.engine import Engine
from kb.told import Told
from kb.workspace import Workspace

# Moments that are kept worked out, those asked for last.
KEPT = 4
BY_NAME = {kind.text.one.lower(): name for name, kind in KINDS.items()}


class Laid:
    """The past worked out from one present: connections that read it, and an engine once it is asked for. Threads may share it."""

    def __init__(self, present: Workspace, at: datetime) -> None:
        """Work out what differs."""
        with present.reading() as session:
            self.past = asof.read(session, at)
        self._workspace, self._lock = present, Lock()
        self._searching: Engine | None = None
        self._database = db.connect(present.settings.database_url)
        self._sessions = db.sessions(self._database, write=False)
        weakref.finalize(self, self._database.dispose)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session on the past."""
        with db.clear_errors(), self._sessions() as session:
            # What is temporary goes with the transaction that made it, unless that ends well; then another thread may take the connection.
            while not (connection := session.connection()).info.get(overlay.PAST):
                overlay.lay(connection, self.past)
                connection.info[overlay.PAST] = True
                session.commit()
            yield session

    def engine(self) -> Engine:
        """Give an engine on the past."""
        with self._lock:
            if self._searching is None:
                with self._workspace.reading() as present, self.reading() as then:
                    self._searching = past_search.engine_of(present, then, self._workspace.engine, self.past)
            return self._searching


class Past(Workspace):
    """A knowledge base as of a moment, to be read. It stays true when the present goes on."""

    def __init__(self, present: Workspace, moment: Moment) -> None:
        """Name the moment; nothing is worked out yet."""
        self.settings, self.database, self.moment = present.settings, present.database, moment
        self._present, self._lock = present, Lock()
        self._laid: Laid | None = None

    @property
    def engine(self) -> Engine:  # type: ignore[override] # what a workspace holds, this one works out
        """The search engine, as of the moment."""
        return self._current().engine()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session on the past; a record that came in later is said to have done so."""
        try:
            while True:
                laid = self._current()
                with laid.reading() as session:
                    # Somebody may have written since it was worked out.
                    if overlay.stamp(session.connection()) == laid.past.stamp:
                        yield session
                        return
        except NotFound as error:
            self._tell_of_later(error)
            raise

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Refuse: only the present is written."""
        raise BadRequest(reason=Told("the past cannot be changed; leave out the moment"))
        yield

    def close(self) -> None:
        """Let go of the connections to the past; those of the present are not its own."""
        self._laid = None

    def _current(self) -> Laid:
        """Give the past worked out from the present that there is."""
        with self._present.reading() as session:
            stamp = asof.stamp(session)
        with self._lock:
            if self._laid is None or self._laid.past.stamp != stamp:
                self._laid = Laid(self._present, self.moment.at)
            return self._laid

    def _tell_of_later(self, error: NotFound) -> None:
        """Raise :class:`NotYet` where a record that was not found came in later."""
        kind, slug = BY_NAME.get(str(error.details.get("kind"))), str(error.details.get("slug"))
        first = select(func.min(Revision.at)).join(Record, Record.id == Revision.record_id)
        with self._present.reading() as session:
            came = session.execute(first.where(Record.kind == kind, Record.slug == slug)).scalar()
        if came and came > self.moment.at:
            raise NotYet(kind=error.details["kind"], slug=slug, moment=self.moment.words, at=f"{came:%-d %B %Y at %H:%M} UTC") from error


class Pasts:
    """The moments of a knowledge base that were asked for last, kept worked out. Threads may share them."""

    def __init__(self, present: Workspace, most: int = KEPT) -> None:
        """Begin with none; keep as many as given."""
        self._present, self._most, self._lock = present, most, Lock()
        self._held: OrderedDict[datetime, Past] = OrderedDict()

    def at(self, moment: Moment) -> Past:
        """Give the knowledge base as of a moment."""
        with self._lock:
            found = self._held.pop(moment.at, None)
            if found is None or found.moment != moment:
                found = Past(self._present, moment)
            self._held[moment.at] = found
            while len(self._held) > self._most:
                self._held.popitem(last=False)
            return found
