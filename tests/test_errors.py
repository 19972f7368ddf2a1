from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb import errors
from kb.errors import BadSetting, Conflict, KBError, LoadRefused, NotFound, Problem, StoreNotReady, Withdrawn

DETAILS = {
    "reason": "the reason",
    "name": "KB_PORT",
    "value": "x",
    "kind": "event",
    "slug": "a-slug",
    "at": "1 May 2020",
    "why": "asked to",
    "label": "A label",
    "names": "a, b",
    "number": 7,
    "file": "report.pdf",
    "remedy": "Give another",
    "which": "no text",
    "moment": "31 January 2020",
}
PROBLEMS = [Problem("events.yaml", 3, "a start", "not a date"), Problem("topics.yaml", 9, "b label", "needed")]


def tree(base: type[KBError] = KBError) -> Iterator[type[KBError]]:
    yield base
    for child in base.__subclasses__():
        yield from tree(child)


PLAIN = [cls for cls in tree() if cls is not LoadRefused]


@pytest.mark.parametrize("cls", PLAIN)
def test_a_message_is_the_docstring_filled_in(cls: type[KBError]) -> None:
    message = str(cls(**DETAILS))
    assert message
    assert "{" not in message
    assert "\n" not in message


@pytest.mark.parametrize("cls", list(tree()))
def test_the_tree_at_the_top_of_the_module_names_every_error(cls: type[KBError]) -> None:
    assert cls.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize("cls", list(tree()))
def test_every_error_has_a_status_and_an_exit_code(cls: type[KBError]) -> None:
    assert 400 <= cls.status < 600
    assert cls.exit_code > 0


def test_the_statuses_are_those_of_http() -> None:
    assert [cls.status for cls in (BadSetting, NotFound, Withdrawn, Conflict, LoadRefused, StoreNotReady)] == [400, 404, 410, 409, 422, 503]


def test_a_title_is_the_name_of_the_class_in_words() -> None:
    assert StoreNotReady(reason="x").title == "Store not ready"


def test_details_are_kept() -> None:
    assert BadSetting(name="KB_PORT", value="x", reason="y").details == {"name": "KB_PORT", "value": "x", "reason": "y"}


def test_a_bad_setting_names_variable_and_value() -> None:
    assert str(BadSetting(name="KB_PORT", value="x", reason="give a number")) == 'The setting KB_PORT is "x": give a number.'


def test_a_store_that_is_not_ready_says_which_command_helps() -> None:
    assert '"kb init"' in str(StoreNotReady(reason="it has no tables yet"))


def test_a_problem_reads_as_file_line_field_and_message() -> None:
    assert str(PROBLEMS[0]) == "events.yaml:3: a start: not a date"


def test_a_refused_load_lists_each_problem_on_a_line_of_its_own() -> None:
    lines = str(LoadRefused(PROBLEMS)).splitlines()
    assert lines == [
        "2 problems found, so nothing was written. ",
        "  events.yaml:3: a start: not a date",
        "  topics.yaml:9: b label: needed",
    ]


def test_a_single_problem_is_counted_as_one() -> None:
    assert str(LoadRefused(PROBLEMS[:1])).startswith("1 problem found")
