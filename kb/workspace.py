"""The knowledge base as programs use it: the store, the index and what keeps them together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kb import config, db, loading
from kb.config import Settings
from kb.db import Session
from kb.errors import IndexUnavailable, StoreNotReady
from kb.records import Counts, Watch, silent
from kb.search import sync
from kb.search.engine import Engine
from kb.search.sync import Difference
from kb.search.whoosh import WhooshEngine


class Workspace:
    """One store and its index, by the settings."""

    def __init__(self, settings: Settings | None = None) -> None:
        """Take the settings, by default from the environment; open nothing yet."""
        self.settings = settings or config.read()
        self.database = db.connect(self.settings.database_url)
        self._reading = db.sessions(self.database, write=False)
        self._writing = db.sessions(self.database, write=True)
        self.engine: Engine = WhooshEngine(Path(self.settings.search_url.partition(":")[2]), self.settings.search_cache)

    def close(self) -> None:
        """Let go of the database's connections."""
        self.database.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session on a store that is known to be ready."""
        db.ready(self.database)
        with db.clear_errors(), self._reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose changes are kept as a whole or not at all; the index follows."""
        db.ready(self.database)
        with db.clear_errors(), self._writing.begin() as session:
            yield session
        self.catch_up()

    def catch_up(self) -> None:
        """Take what changed into the index. What cannot be taken in now stays marked for the next time."""
        try:
            self.drain()
        except (IndexUnavailable, StoreNotReady):
            return

    def drain(self, watch: Watch = silent) -> int:
        """Take what changed into the index; give the number of records."""
        with db.clear_errors():
            return sync.drain(self._reading, self._writing, self.engine, watch)

    def rebuild(self, watch: Watch = silent) -> int:
        """Make the index anew; give the number of entries."""
        db.ready(self.database)
        self.analyse()
        with db.clear_errors():
            return sync.rebuild(self._reading, self._writing, self.engine, watch)

    def analyse(self) -> None:
        """Let the database look at what it holds by now. Where another program is writing for long, it does so another time."""
        with suppress(StoreNotReady):
            db.analyse(self.database)

    def compare(self) -> Difference:
        """Compare index and store."""
        db.ready(self.database)
        return sync.compare(self._reading, self.engine)

    def repair(self, found: Difference) -> None:
        """Put right what a comparison found."""
        sync.repair(self._reading, self.engine, found)

    def refresh_index(self, watch: Watch = silent) -> None:
        """Take in what is marked; where there is no index that can be used, make one."""
        try:
            next(self.engine.digests(), None)
            self.drain(watch)
        except IndexUnavailable:
            self.rebuild(watch)

    def load_seed(self, folder: Path | None = None, watch: Watch = silent) -> Counts:
        """Load seed files, by default those that ship with the package."""
        with self.writing() as session:
            counts = loading.load_seed(session, folder or db.resource("seed"), watch)
        self.analyse()
        return counts
