"""Running an import: reading, then entering batch by batch, each batch with the place it came to in one transaction.

A run that was killed is taken up where it stopped by giving the same command again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from kb.cordis import Reading, read
from kb.cordis.mapping import Found
from kb.cordis.rows import Row
from kb.cordis.spool import RESULTS, Spool
from kb.db import Sessions
from kb.errors import BadRequest, Conflict, LoadRefused, Problem
from kb.imports import claims
from kb.imports.cleaning import clean
from kb.imports.entering import Entering, Tally
from kb.imports.known import Known
from kb.models import ImportProblem, ImportRun
from kb.models.base import now
from kb.models.importing import FINISHED, RUNNING
from kb.records import Author, Watch

SOURCE, SIGNED = "cordis", "CORDIS"
BATCH = 500
# More problems than a person will read are counted, not kept.
MOST_PROBLEMS = 10_000
BLOCK = 1 << 20
Phase = Callable[[str], AbstractContextManager[Watch]]


@dataclass(frozen=True)
class Options:
    """How to import: whether a row that cannot be used stops everything, and whether results come in as documents."""

    strict: bool = False
    results: bool = True


@dataclass(frozen=True)
class Stage:
    """Records of one kind, in an order that is the same each time the same files are read."""

    kind: str
    total: int
    found: Callable[[], Iterable[Found]]


@dataclass
class Summary:
    """What an import did: its number, records by kind and outcome, values that differ, problems, and the files."""

    number: int
    resumed: bool
    kinds: dict[str, dict[str, int]]
    claims: int
    problems: list[Problem]
    more_problems: int
    files: Sequence[Any]


@dataclass
class Run:
    """One import under way."""

    writing: Sessions
    spool: Spool
    known: Known
    number: int
    stage: int
    position: int
    tally: Tally
    lost: int = 0

    def enter(self, stages: Sequence[Stage], watch: Watch) -> None:
        """Enter all stages from where the run stands."""
        total = sum(stage.total for stage in stages)
        done = sum(stage.total for stage in stages[: self.stage]) + self.position
        for index, stage in enumerate(stages):
            if index < self.stage:
                continue
            waiting = islice(iter(stage.found()), self.position, None)
            for batch in _batches(waiting):
                self._batch(stage.kind, batch, index)
                done += len(batch)
                watch(min(done, total), total)
            self._move(index + 1)

    def _batch(self, kind: str, batch: list[Found], index: int) -> None:
        problems: list[Problem] = []
        with self.writing.begin() as session:
            run = self._held(session)
            author = Author(SIGNED, why=f"import {self.number}", import_id=self.number)
            entering = Entering(session, self.known, author, self.tally, problems)
            entering.enter(kind, [clean(found, self.known) for found in batch])
            _keep(session, self.number, problems, room=MOST_PROBLEMS - self.lost)
            run.stage, run.position = index, self.position + len(batch)
            run.counts = _counts(self.tally, self.lost + len(problems))
        self.lost += len(problems)
        self.stage, self.position = index, self.position + len(batch)

    def _move(self, stage: int) -> None:
        with self.writing.begin() as session:
            run = self._held(session)
            run.stage, run.position = stage, 0
        self.stage, self.position = stage, 0

    def _held(self, session: Session) -> ImportRun:
        """Give the run as stored; raise :class:`Conflict` where another process has moved it on."""
        run = session.get_one(ImportRun, self.number)
        if (run.stage, run.position, run.state) != (self.stage, self.position, RUNNING):
            raise Conflict(label=f"import {self.number}")
        return run

    def finish(self) -> None:
        """Say that all is in."""
        with self.writing.begin() as session:
            run = self._held(session)
            run.state, run.finished = FINISHED, now()
            run.counts = _counts(self.tally, self.lost)


def run(reading: Sessions, writing: Sessions, paths: Sequence[Path], options: Options, phase: Phase) -> Summary:
    """Import some files or folders.

    Raises :class:`BadRequest` where there is nothing to read or another import is unfinished, and
    :class:`LoadRefused` in strict mode where a row cannot be used; then nothing is written.
    """
    spool, told = Spool(), Reading()
    try:
        with phase("Reading") as watch:
            for row in read(paths, told, lambda done, total: _tell(watch, spool.taken, done, total)):
                if options.results or row.table not in RESULTS:
                    spool.take(row)
            spool.finish()
        stages = _stages(spool)
        if options.strict:
            _refuse(reading, told.problems, stages)
        begun, resumed = _begin(writing, paths, options, spool, told.problems)
        with phase("Entering") as watch:
            begun.enter(stages, watch)
        begun.finish()
    finally:
        spool.close()
    with reading() as session:
        problems = _kept(session, begun.number)
    return Summary(begun.number, resumed, begun.tally.kinds, begun.tally.claims, problems, begun.lost - len(problems), told.files)


def _tell(watch: Watch, rows: int, done: int, total: int) -> None:
    """Tell of rows where bytes are known: how many there will be follows from how many there were so far."""
    if done and rows:
        watch(rows, max(rows, rows * total // done))


def _stages(spool: Spool) -> list[Stage]:
    programmes, topics = spool.programmes(), spool.topics()
    organisations = spool.count_organisations()
    return [
        Stage("document", 1, _register),
        Stage("programme", len(programmes), lambda: programmes),
        Stage("topic", len(topics), lambda: topics),
        Stage("organisation", organisations, spool.organisations),
        Stage("project", spool.count(results=False), spool.projects),
        Stage("document", spool.count(results=True), spool.results),
    ]


def _register() -> list[Found]:
    values = {name: value for name, value in claims.REGISTER.items() if name != "slug"}
    return [Found("document", ("slug", claims.REGISTER["slug"]), values, "", Row("", {}, "the program", 1))]


def _batches(found: Iterator[Found]) -> Iterator[list[Found]]:
    """Divide into batches. What stands above others comes in before them, so that they can refer to it."""
    for _depth, level in groupby(found, key=lambda one: one.depth):
        while batch := list(islice(level, BATCH)):
            yield batch


def _refuse(reading: Sessions, problems: Sequence[Problem], stages: Sequence[Stage]) -> None:
    """Raise :class:`LoadRefused` if a row cannot be used; clean everything without writing to know."""
    with reading() as session:
        rehearsal = Entering(session, Known(session), Author(SIGNED), Tally(), list(problems))
    for one in chain.from_iterable(stage.found() for stage in stages):
        cleaned = clean(one, rehearsal.known)
        if any(rehearsal.sort(one.kind, [cleaned])):
            rehearsal.known.rehearse(cleaned.values, one.key)
    if rehearsal.problems:
        raise LoadRefused(rehearsal.problems)


def _begin(writing: Sessions, paths: Sequence[Path], options: Options, spool: Spool, problems: Sequence[Problem]) -> tuple[Run, bool]:
    """Take up the unfinished run of the same files, or begin a new one."""
    mark = fingerprint(paths, options)
    with writing.begin() as session:
        held = session.execute(select(ImportRun).where(ImportRun.state == RUNNING)).scalars().first()
        if held and held.fingerprint != mark:
            reason = f"import {held.id} of {', '.join(held.files)} was not finished. Give its command again to finish it, or take it back with: kb import undo {held.id}"
            raise BadRequest(reason=reason)
        if held is None:
            names = [str(path) for path in paths]
            fresh = ImportRun(source=SOURCE, files=names, options=asdict(options), fingerprint=mark, counts={})
            session.add(fresh)
            session.flush()
            _keep(session, fresh.id, problems, room=MOST_PROBLEMS)
            fresh.counts = _counts(Tally(), len(problems))
        current = held or fresh
        tally = Tally(current.counts.get("records", {}), current.counts.get("claims", 0))
        begun = Run(writing, spool, Known(session), current.id, current.stage, current.position, tally, current.counts["problems"])
    return begun, held is not None


def fingerprint(paths: Sequence[Path], options: Options) -> str:
    """Give a text that is the same for the same bytes under the same names, read in the same way."""
    made = hashlib.blake2b(repr(options).encode(), digest_size=32)
    for path in sorted(file for given in paths for file in ([given] if given.is_file() else given.rglob("*")) if file.is_file()):
        made.update(str(path).encode())
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                made.update(block)
    return made.hexdigest()


def _counts(tally: Tally, problems: int) -> dict[str, Any]:
    return {"records": tally.kinds, "claims": tally.claims, "problems": problems}


def _keep(session: Session, number: int, problems: Sequence[Problem], room: int) -> None:
    rows = [
        {"import_id": number, "file": one.file, "line": one.line, "field": one.where, "message": one.message}
        for one in problems[: max(room, 0)]
    ]
    if rows:
        session.execute(insert(ImportProblem), rows)


def _kept(session: Session, number: int) -> list[Problem]:
    query = select(ImportProblem).where(ImportProblem.import_id == number).order_by(ImportProblem.id)
    return [Problem(one.file, one.line, one.field, one.message) for one in session.execute(query).scalars()]
