from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import seed
from kb.seed import Entry, Reading

KINDS = {"topics": "topic", "events": "event"}

BROKEN = [
    ("- slug: a\n  label: &x A\n  note: *x\n", 1, "record", "line 2: anchors and aliases are not read; write the value out"),
    ("- slug: a\n  slug: b\n", 1, "record", 'line 2: "slug" stands twice; keep one'),
    ("- slug: a\n\n- ? [x]\n  : b\n", 3, "record", "line 3: a field's name must be plain text"),
    ("- slug: a\n  label: 'open\n", 3, "file", "not well-formed YAML: found unexpected end of stream"),
    ("- slug: a\n\tlabel: b\n", 2, "file", "not well-formed YAML: found"),
    ("- slug: a\n---\n- slug: b\n", 2, "file", "not well-formed YAML: but found another document"),
    ("slug: a\n", 1, "file", "expected a list of records, each beginning with a hyphen"),
    ("just words\n", 1, "file", "expected a list of records, each beginning with a hyphen"),
    ("", 1, "file", "expected a list of records, each beginning with a hyphen"),
    ("- slug: 'a\x01'\n", 1, "file", "not text in UTF-8"),
]


def read(folder: Path, **files: str | bytes) -> Reading:
    for name, content in files.items():
        (folder / f"{name}.yaml").write_bytes(content.encode() if isinstance(content, str) else content)
    return seed.read(folder, KINDS)


def test_a_file_gives_an_entry_a_record(tmp_path: Path) -> None:
    reading = read(tmp_path, topics="- slug: a\n- slug: b\n", events="- slug: c\n")
    assert [(entry.kind, entry.file, entry.values) for entry in reading.entries] == [
        ("event", "events.yaml", {"slug": "c"}),
        ("topic", "topics.yaml", {"slug": "a"}),
        ("topic", "topics.yaml", {"slug": "b"}),
    ]
    assert reading.problems == []


@pytest.mark.parametrize("word", ["NO", "on", "2017", "2017-09-26", "1.50", "0x1F", "12:30:45", "true"])
def test_every_scalar_is_read_as_text(tmp_path: Path, word: str) -> None:
    assert read(tmp_path, topics=f"- label: {word}\n").entries[0].values == {"label": word}


@pytest.mark.parametrize("word", ["", "~", "null"])
def test_an_empty_scalar_is_no_value(tmp_path: Path, word: str) -> None:
    assert read(tmp_path, topics=f"- label: {word}\n").entries[0].values == {"label": None}


def test_a_quoted_null_is_a_word(tmp_path: Path) -> None:
    assert read(tmp_path, topics="- label: 'null'\n").entries[0].values == {"label": "null"}


def test_values_know_their_lines(tmp_path: Path) -> None:
    text = "# A comment.\n\n- slug: a\n  names:\n    - name: x\n      type: alias\n    - name: y\n"
    (entry,) = read(tmp_path, topics=text).entries
    assert entry.lines[()] == 3
    assert entry.lines["names",] == 5
    assert entry.lines["names", 0, "type"] == 6
    assert entry.lines["names", 1, "name"] == 7


def test_a_problem_stands_at_its_value() -> None:
    entry = Entry("topic", "topics.yaml", {"slug": "a"}, {(): 3, ("names",): 4, ("names", 1): 6})
    assert str(entry.problem(("names", 1), "wrong")) == "topics.yaml:6: a names.2: wrong"


def test_a_problem_of_what_is_missing_stands_at_the_nearest_value() -> None:
    entry = Entry("topic", "topics.yaml", {"slug": "a"}, {(): 3, ("names",): 4, ("names", 1): 6})
    assert entry.problem(("names", 1, "type"), "needed").line == 6
    assert entry.problem(("label",), "needed").line == 3


def test_a_problem_of_something_that_is_no_record_still_has_a_place() -> None:
    assert str(Entry("topic", "topics.yaml", "words").problem((), "wrong")) == "topics.yaml:1: ?: wrong"


@pytest.mark.parametrize(("text", "line", "where", "message"), BROKEN)
def test_a_broken_file_says_where_and_what(tmp_path: Path, text: str, line: int, where: str, message: str) -> None:
    (problem,) = read(tmp_path, topics=text).problems
    assert (problem.file, problem.line, problem.where) == ("topics.yaml", line, where)
    assert problem.message.startswith(message)


def test_a_file_in_another_encoding_says_so(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, topics="- label: Zürich\n".encode("latin-1")).problems
    assert str(problem).startswith("topics.yaml:1: file: not text in UTF-8")


def test_a_file_that_holds_no_kind_is_named_with_those_that_do(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, topcis="- slug: a\n").problems
    assert str(problem) == "topcis.yaml:1: file name: no kind is called so; name the file after one of: events, topics"


def test_other_files_beside_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("words")
    assert read(tmp_path, topics="- slug: a\n").problems == []


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_a_folder_without_files_is_named(tmp_path: Path, name: str) -> None:
    (problem,) = seed.read(tmp_path / name, KINDS).problems
    assert (problem.file, problem.where) == (str(tmp_path / name), "folder")
    assert "there are no .yaml files here" in problem.message


def test_a_broken_record_does_not_hide_the_others(tmp_path: Path) -> None:
    reading = read(tmp_path, topics="- slug: a\n- slug: b\n  slug: c\n- slug: d\n")
    assert [entry.values["slug"] for entry in reading.entries] == ["a", "d"]
    assert len(reading.problems) == 1


def test_accents_and_greek_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, topics="- label: Setúbal Μέσα\n").entries[0].values == {"label": "Setúbal Μέσα"}


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_named_as_a_problem(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    reading = read(tmp_path_factory.mktemp("any"), topics=content)
    assert reading.problems or all(entry.lines[()] >= 1 for entry in reading.entries)
