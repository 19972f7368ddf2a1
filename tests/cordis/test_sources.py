"""Files, folders and archives are told apart by what they hold, and what is broken stops nothing else."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.cordis import Reading, read
from kb.errors import BadRequest
from tests.cordis import exports

TOPICS = b"projectID;topic;title\n101;T;t\n102;U;u\n"
MANY = b"projectID;topic;title\n" + b"".join(b"%d;T;%d\n" % (number, number * 7919 % 10007) for number in range(1, 5000))
RECORD = exports.RECORD.encode()


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _tar(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _places(path: Path) -> list[tuple[str, int]]:
    return [(row.file, row.line) for row in exports.taken(path)[0]]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, bytes])
def test_a_table_is_read_however_it_is_packed_and_named(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "download"
    path.write_bytes(pack(TOPICS))
    assert _places(path) == [("download", 2), ("download", 3)]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, bytes])
def test_records_in_a_tar_are_read_however_it_is_packed(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    path = tmp_path / "projects.tar"
    path.write_bytes(pack(_tar({"x/1.xml": RECORD, "x/2.xml": RECORD, "x/.hidden.xml": b"<"})))
    rows, reading = exports.taken(path)
    assert {row.file for row in rows} == {"projects.tar/x/1.xml", "projects.tar/x/2.xml"}
    [entry] = reading.files
    assert (entry.name, entry.layout, entry.rows, entry.files) == ("projects.tar", "project records, XML", 2, 2)


def test_a_zip_is_read_with_the_archives_and_workbooks_in_it(tmp_path: Path) -> None:
    book = exports.workbook(tmp_path / "book.xlsx", [["projectID", "topic"], [103, "V"]]).read_bytes()
    inner = _zip({"deep.csv": TOPICS})
    path = tmp_path / "horizon.zip"
    path.write_bytes(
        _zip({"topics.csv": TOPICS, "book.xlsx": book, "inner.zip": inner, "t.csv.gz": gzip.compress(TOPICS), "__MACOSX/x": b"x"})
    )
    assert [file for file, line in _places(path) if line == 2] == [
        "horizon.zip/topics.csv",
        "horizon.zip/book.xlsx",
        "horizon.zip/inner.zip/deep.csv",
        "horizon.zip/t.csv.gz",
    ]


def test_archives_within_archives_without_end_are_passed_over(tmp_path: Path) -> None:
    data = TOPICS
    for _ in range(6):
        data = gzip.compress(data)
    (tmp_path / "deep.gz").write_bytes(data)
    (tmp_path / "topics.csv").write_bytes(TOPICS)
    rows, reading = exports.taken(tmp_path)
    assert {row.file for row in rows} == {f"{tmp_path.name}/topics.csv"}
    assert [one.reason for one in reading.files if one.reason] == ["it stands too deep within archives"]


def test_a_folder_is_read_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.csv", "a/c.csv", ".hidden.csv", ".git/d.csv"):
        (tmp_path / "given" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "given" / name).write_bytes(TOPICS)
    assert [file for file, line in _places(tmp_path / "given") if line == 2] == ["given/a/c.csv", "given/b.csv"]


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "topics.csv"
    path.write_bytes(TOPICS)
    rows, _ = exports.taken(tmp_path, path)
    assert len(rows) == 2


def test_files_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    paths = [tmp_path / folder / "topics.csv" for folder in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        path.write_bytes(TOPICS)
    rows, _ = exports.taken(*paths)
    assert {row.file for row in rows} == {str(path) for path in paths}


def test_the_records_of_a_folder_share_one_entry(tmp_path: Path) -> None:
    (tmp_path / "1.xml").write_bytes(RECORD)
    (tmp_path / "2.xml").write_bytes(RECORD)
    _, reading = exports.taken(tmp_path)
    assert [(one.name, one.files) for one in reading.files] == [(tmp_path.name, 2)]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_file_that_ends_too_early_is_a_problem_and_the_next_is_read(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    (tmp_path / "1.csv.gz").write_bytes(pack(MANY)[:-20])
    (tmp_path / "2.csv").write_bytes(TOPICS)
    rows, reading = exports.taken(tmp_path)
    assert [row.values["projectID"] for row in rows][-2:] == ["101", "102"]
    assert [(problem.file, problem.where) for problem in reading.problems] == [(f"{tmp_path.name}/1.csv.gz", "file")]


def test_what_stands_before_a_break_is_read(tmp_path: Path) -> None:
    path = tmp_path / "topics.csv.gz"
    path.write_bytes(gzip.compress(MANY)[:-8])
    rows, reading = exports.taken(path)
    assert len(rows) == 4999
    assert len(reading.problems) == 1


@pytest.mark.parametrize("kept", [0.4, 0.9])
def test_a_tar_that_ends_too_early_is_a_problem(kept: float, tmp_path: Path) -> None:
    whole = _tar({"1.csv": MANY, "2.csv": MANY, "3.csv": MANY})
    path = tmp_path / "t.tar"
    path.write_bytes(whole[: int(3 * len(MANY) * kept)])
    _, reading = exports.taken(path)
    assert {problem.where for problem in reading.problems} == {"file"}


def test_a_tar_with_a_damaged_header_is_a_problem_and_not_a_short_archive(tmp_path: Path) -> None:
    whole = bytearray(_tar({"1.csv": TOPICS, "2.csv": TOPICS}))
    whole[1024 + 150] ^= 0xFF
    path = tmp_path / "t.tar"
    path.write_bytes(whole)
    rows, reading = exports.taken(path)
    assert [row.file for row in rows] == ["t.tar/1.csv"] * 2
    assert [(problem.file, "header is damaged" in problem.message) for problem in reading.problems] == [("t.tar", True)]


def test_a_damaged_member_of_a_zip_is_a_problem_and_the_next_is_read(tmp_path: Path) -> None:
    whole = bytearray(_zip({"1.csv": MANY, "2.csv": TOPICS}))
    whole[200:300] = bytes(100)
    path = tmp_path / "t.zip"
    path.write_bytes(whole)
    rows, reading = exports.taken(path)
    assert [row.file for row in rows][-2:] == ["t.zip/2.csv"] * 2
    assert [problem.file for problem in reading.problems] == ["t.zip/1.csv"]


def test_a_zip_that_ends_too_early_and_one_that_is_locked_are_problems(tmp_path: Path) -> None:
    whole = _zip({"1.csv": TOPICS})
    (tmp_path / "cut.zip").write_bytes(whole[:-30])
    locked = bytearray(whole)
    locked[whole.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    rows, reading = exports.taken(tmp_path)
    assert not rows
    assert [problem.file for problem in reading.problems] == [f"{tmp_path.name}/cut.zip", f"{tmp_path.name}/locked.zip/1.csv"]
    assert "password" in reading.problems[1].message


def test_names_in_an_archive_are_only_names(tmp_path: Path) -> None:
    path = tmp_path / "in" / "t.zip"
    path.parent.mkdir()
    path.write_bytes(_zip({"../outside.csv": TOPICS, "/etc/x.csv": TOPICS}))
    assert {row.file for row in exports.taken(path)[0]} <= {"t.zip/../outside.csv", "t.zip//etc/x.csv"}
    assert sorted(found.name for found in tmp_path.rglob("*")) == ["in", "t.zip"]


def test_a_path_that_does_not_exist_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"There is no file or folder .*nowhere"):
        read([tmp_path / "nowhere"], Reading(), lambda _done, _total: None)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="There are no files"):
        exports.taken(tmp_path)


def test_files_of_which_none_can_be_read_are_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (tmp_path / "b.txt").write_bytes(b"")
    with pytest.raises(BadRequest, match=r"nothing here .*a\.png: it is neither text.*b\.txt: it is empty"):
        exports.taken(tmp_path)


def test_progress_counts_bytes_on_disk_never_goes_back_and_ends_at_the_whole(tmp_path: Path) -> None:
    (tmp_path / "1.csv.gz").write_bytes(gzip.compress(MANY))
    (tmp_path / "2.zip").write_bytes(_zip({"a.csv": MANY, "b.csv": MANY}))
    total = sum(path.stat().st_size for path in tmp_path.iterdir())
    told: list[tuple[int, int]] = []
    list(read([tmp_path], Reading(), lambda done, of: told.append((done, of))))
    assert told[-1] == (total, total)
    assert {of for _, of in told} == {total}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len({done for done, _ in told}) > 3


def test_rows_come_before_the_file_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "topics.csv"
    path.write_bytes(TOPICS + b"\xff" * 10)
    reading = Reading()
    assert next(read([path], reading, lambda _done, _total: None)).values["projectID"] == "101"
    assert reading.problems == []
