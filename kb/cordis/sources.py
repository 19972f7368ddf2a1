"""Files, folders and archives as streams, told apart by what they hold; nothing is unpacked to disk.

Names within archives are only names: they are shown, never opened.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from kb.cordis.reading import Reading
from kb.errors import BadRequest, Problem

HEAD = 1024
BLOCK = 1 << 16
DEEPEST = 4
LARGEST_WITHIN = 256 << 20
REASONS = {"empty": "it is empty", "binary": "it is neither text nor a workbook nor an archive that can be read"}
LEAVES = {"csv", "xlsx", "xml"}
ENCRYPTED = 1
BROKEN = (OSError, EOFError, RuntimeError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError)
COMPRESSED: dict[str, Callable[[Any], Any]] = {"gz": lambda raw: gzip.GzipFile(fileobj=raw), "xz": lzma.LZMAFile, "bz2": bz2.BZ2File}
MAGIC = {b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"\x1f\x8b": "gz", b"\xfd7zXZ\x00": "xz", b"BZh": "bz2"}


@dataclass(frozen=True)
class Source:
    """A stream with the name a person gives it, the archive or folder it stands in (or its own name) and what it holds.

    ``kind`` is csv, xlsx or xml, or one of the archives that ``leaves`` opens.
    """

    name: str
    within: str
    stream: io.BufferedReader
    kind: str
    depth: int = 0


class Meter:
    """Tells how many bytes on disk were read, of how many; never goes back."""

    def __init__(self, tell: Callable[[int, int], None], total: int) -> None:
        """Take what is to be told and the number of bytes of all files."""
        self.tell = tell
        self.total = total
        self.before = 0
        self.done = 0
        self.file: IO[bytes] | None = None

    def enter(self, file: IO[bytes]) -> None:
        """Begin with a file."""
        self.file = file

    def leave(self, path: Path) -> None:
        """Be done with a file."""
        self.file = None
        self.before += path.stat().st_size
        self.told()

    def told(self) -> None:
        """Tell how far the reading is."""
        here = self.file.tell() if self.file else 0
        self.done = min(max(self.done, self.before + here), self.total)
        self.tell(self.done, self.total)


def gather(paths: Iterable[Path]) -> dict[str, Path]:
    """Give the files to read by the name a person gives them: those of folders too, in order, without hidden ones."""
    found: dict[Path, str] = {}
    for path in paths:
        if not path.exists():
            raise BadRequest(reason=f"There is no file or folder {path}. Name a file, an archive or a folder of the CORDIS exports")
        for file in _files(path):
            found.setdefault(file.resolve(), str(Path(path.resolve().name) / file.relative_to(path)))
    if not found:
        raise BadRequest(reason="There are no files to read here. Name a file, an archive or a folder of the CORDIS exports")
    return _told_apart(found)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file() and not _hidden(str(file.relative_to(path))))


def _told_apart(found: dict[Path, str]) -> dict[str, Path]:
    times = Counter(found.values())
    return {name if times[name] == 1 else str(path): path for path, name in found.items()}


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


class Steps(io.RawIOBase):
    """A stream read in single steps, so that what stands before a break is given before the break is met."""

    def __init__(self, stream: Any) -> None:
        """Take a stream with ``read1``."""
        self.stream = stream

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as one step gets; 0 is the end."""
        data = self.stream.read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def opened(name: str, stream: Any, within: str = "", depth: int = 0) -> Source:
    """Make a source of an open file or of a member of an archive; its first bytes say what it is."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(Steps(stream), BLOCK)
    return Source(name, within or name, buffered, _kind(buffered.peek(HEAD)[:HEAD]), depth)


def _kind(head: bytes) -> str:
    for magic, kind in MAGIC.items():
        if head.startswith(magic):
            return kind
    if head[257:262] == b"ustar":
        return "tar"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return "xml"
    if not head.strip():
        return "empty"
    return "binary" if b"\0" in head else "csv"


def leaves(source: Source, reading: Reading) -> Iterator[Source]:
    """Yield the tables and records that a source holds, through archives within archives; what is broken becomes a problem."""
    if source.kind in REASONS or source.depth > DEEPEST:
        reading.pass_over(source.name, REASONS.get(source.kind, "it stands too deep within archives"))
    elif source.kind in LEAVES:
        yield source
    else:
        try:
            for part in _parts(source, reading):
                yield from leaves(part, reading)
        except BROKEN as error:
            reading.broken(source.name, error)


def _parts(source: Source, reading: Reading) -> Iterator[Source]:
    if source.kind == "zip":
        yield from _zipped(source, reading)
    elif source.kind == "tar":
        yield from _tarred(source)
    else:
        stream = COMPRESSED[source.kind](source.stream)
        yield opened(source.name, stream, source.within, source.depth + 1)


def _zipped(source: Source, reading: Reading) -> Iterator[Source]:
    seekable = source.stream if source.depth == 0 else io.BufferedReader(_in_memory(source))
    with zipfile.ZipFile(seekable) as archive:
        if "xl/workbook.xml" in archive.namelist():
            yield Source(source.name, source.within, seekable, "xlsx", source.depth)
            return
        for member in archive.infolist():
            if not member.is_dir() and not _hidden(member.filename):
                yield from _member(source, archive, member, reading)


def _member(source: Source, archive: zipfile.ZipFile, member: zipfile.ZipInfo, reading: Reading) -> Iterator[Source]:
    name = f"{source.name}/{member.filename}"
    if member.flag_bits & ENCRYPTED:
        reading.problems.append(Problem(name, 1, "file", "is locked with a password; unlock it first"))
        return
    try:
        with archive.open(member) as stream:
            yield opened(name, stream, source.name, source.depth + 1)
    except BROKEN as error:
        reading.broken(name, error)


def _in_memory(source: Source) -> Any:
    data = source.stream.read(LARGEST_WITHIN + 1)
    if len(data) > LARGEST_WITHIN:
        raise OSError(f"an archive within an archive may have {LARGEST_WITHIN >> 20} MB; take it out and name it by itself")
    return io.BytesIO(data)


class Header(tarfile.TarInfo):
    """The header of a member; a damaged one is an error, where the library would take it for the end of the archive."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """Read a header; one of nothing but zeros is the end."""
        try:
            return super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            if buf and not any(buf):
                raise
            raise tarfile.ReadError(f"a header is damaged: {error}") from error


def _tarred(source: Source) -> Iterator[Source]:
    archive: Any
    with tarfile.open(fileobj=source.stream, mode="r|", bufsize=BLOCK, tarinfo=Header) as archive:
        while (member := archive.next()) is not None:
            archive.members.clear()
            stream = archive.extractfile(member) if member.isfile() and not _hidden(member.name) else None
            if stream:
                yield opened(f"{source.name}/{member.name}", stream, source.name, source.depth + 1)
