"""Generations of the index on disk: built beside, switched by one rename, swept afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import IndexReader, SegmentReader
from whoosh.util.filelock import try_for

from kb.errors import IndexUnavailable
from kb.search.whoosh.fields import MADE_AS
from kb.told import Told

POINTER, META, LOCK = "current", "meta.json", "WRITE"
PATIENCE = 10.0
# How Whoosh names its tables of contents, by the number of the commit.
TABLE = re.compile(r"_MAIN_([0-9]+)\.toc")
Stamp = tuple[str, int]


class Storage:
    """The folder of an index. ``current`` names the generation in use."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is opened or made yet."""
        self.folder = folder

    @contextlib.contextmanager
    def exclusive(self) -> Iterator[None]:
        """Let one writer in at a time, of whatever process; a killed one frees the lock."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FileStorage(str(self.folder)).lock(LOCK)
            held = try_for(lock.acquire, timeout=PATIENCE)
        except OSError as error:
            raise IndexUnavailable(reason=Told("its folder cannot be written to (%(strerror)s)", strerror=error.strerror)) from error
        if not held:
            raise IndexUnavailable(reason=Told("another program is writing to it"))
        try:
            yield
        finally:
            lock.release()

    @contextlib.contextmanager
    def new_generation(self) -> Iterator[Path]:
        """Give a folder to build in; when all went well, switch to it and remove the others."""
        target = self.folder / f"generation-{uuid.uuid4().hex[:12]}"
        target.mkdir(mode=0o700)
        try:
            yield target
            self._switch(target)
        except BaseException:
            shutil.rmtree(target, ignore_errors=True)
            raise
        self._sweep(target)

    def _switch(self, target: Path) -> None:
        for path in (*target.iterdir(), target):
            _sync(path)
        fresh = self.folder / f"{POINTER}.{target.name}"
        fresh.write_text(target.name)
        _sync(fresh)
        fresh.replace(self.folder / POINTER)
        _sync(self.folder)

    def _sweep(self, current: Path) -> None:
        """Remove older generations, and what a killed build left behind."""
        for path in self.folder.glob("generation-*"):
            if path != current:
                shutil.rmtree(path, ignore_errors=True)
        for path in self.folder.glob(f"{POINTER}.*"):
            path.unlink(missing_ok=True)

    def stamp(self) -> Stamp:
        """Name the state on disk: the generation, and the newest table of contents in it."""
        try:
            name = (self.folder / POINTER).read_text().strip()
        except OSError as error:
            raise IndexUnavailable(reason=Told("there is none yet")) from error
        try:
            with os.scandir(self.folder / name) as files:
                tables = [int(found[1]) for file in files if (found := TABLE.fullmatch(file.name))]
        except FileNotFoundError:  # swept this very moment
            tables = []
        return name, max(tables, default=-1)

    def open(self) -> index.FileIndex:
        """Open the current generation; raise :class:`IndexUnavailable` where it cannot be trusted."""
        folder = self.folder / self.stamp()[0]
        with trusted():
            meta = json.loads((folder / META).read_text())
            opened = index.open_dir(str(folder))
        if meta.get("schema") != MADE_AS:
            raise IndexUnavailable(reason=Told("it was made by another version"))
        return opened

    def read(self) -> tuple[Stamp, list[SegmentReader]]:
        """Open the segments of the newest state, and name it; where another was switched in meanwhile, look again."""
        while True:
            stamp = self.stamp()
            try:
                found = [reader for reader, _offset in reader_of(self.open()).leaf_readers() if reader.doc_count_all()]
            except IndexUnavailable:
                if self.stamp() == stamp:
                    raise
                continue
            if self.stamp() == stamp:
                return stamp, found
            for reader in found:
                reader.close()


@contextlib.contextmanager
def trusted() -> Iterator[None]:
    """Read from an index; whatever Whoosh fails with, the index is damaged."""
    try:
        yield
    except Exception as error:
        raise IndexUnavailable(reason=Told("it is damaged (%(value)s)", value=type(error).__name__)) from error


def reader_of(opened: index.FileIndex) -> IndexReader:
    """Open an index to read it."""
    with trusted():
        return opened.reader()


def seal(folder: Path, count: int) -> None:
    """Say in a finished generation what made it, once its entries can be counted."""
    with contextlib.closing(index.open_dir(str(folder))) as built:
        found = built.doc_count()
    if found != count:
        raise IndexUnavailable(reason=Told("%(count)s entries were written and %(found)s can be read", count=count, found=found))
    (folder / META).write_text(json.dumps({"schema": MADE_AS}))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
