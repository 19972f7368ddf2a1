"""Reading whatever of the CORDIS exports is in some files, folders and archives: rows in one shape, as a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kb.cordis import csv, xlsx, xml
from kb.cordis.reading import Reading
from kb.cordis.rows import Row
from kb.cordis.sources import Meter, gather, leaves, opened
from kb.errors import BadRequest

BETWEEN = 500
READERS = {"csv": csv.rows, "xlsx": xlsx.rows, "xml": xml.rows}
SHOWN = 3


def read(paths: Iterable[Path], reading: Reading, progress: Callable[[int, int], None]) -> Iterator[Row]:
    """Give the rows of all tables in files, folders and archives, told apart by what they hold, not by their names.

    ``reading`` is filled as the rows are taken. ``progress`` is told the bytes
    on disk that were read, of how many, every few hundred rows and at the end.
    A path that does not exist, and a reading that finds nothing at all, is a
    BadRequest; what is wrong with a file or a row is a problem of the reading,
    which goes on.
    """
    files = gather(paths)
    meter = Meter(progress, sum(path.stat().st_size for path in files.values()))
    return _all(files, reading, meter)


def _all(files: dict[str, Path], reading: Reading, meter: Meter) -> Iterator[Row]:
    for name, path in files.items():
        for count, row in enumerate(_one(name, path, reading, meter), 1):
            yield row
            if count % BETWEEN == 0:
                meter.told()
    if not reading.problems and not any(file.layout for file in reading.files):
        passed = "; ".join(f"{file.name}: {file.reason}" for file in reading.files[:SHOWN])
        raise BadRequest(reason=f"There is nothing here that could be read. {passed}")


def _one(name: str, path: Path, reading: Reading, meter: Meter) -> Iterator[Row]:
    folder = name.rpartition("/")[0]
    try:
        with path.open("rb") as file:
            meter.enter(file)
            for leaf in leaves(opened(name, file, folder), reading):
                yield from READERS[leaf.kind](leaf, reading)
    except OSError as error:
        reading.broken(name, error)
    meter.leave(path)
