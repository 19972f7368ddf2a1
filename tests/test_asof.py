from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from kb import asof, records, texts
from kb.asof import Moment, read_moment
from kb.db import Session
from kb.errors import BadRequest, NotFound, NotYet, Withdrawn
from kb.models import Document, Evidence, Record, Revision
from kb.past import Past, Pasts
from kb.queries import lists, pages
from kb.queries.pages import Page
from kb.texts import New
from kb.workspace import Workspace
from tests.helpers import EDITOR, change, get, make, opened, settings_for

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def moment(workspace: Workspace) -> Moment:
    """Give the moment of the last revision, so that whatever is done next comes after it."""
    with workspace.reading() as session:
        at = session.execute(select(func.max(Revision.at))).scalar_one()
    return Moment(at.isoformat(), at)


def before(workspace: Workspace, edit: Callable[[Session], Any]) -> Past:
    """Edit, and give the knowledge base as it was just before."""
    then = moment(workspace)
    with workspace.writing() as session:
        edit(session)
    return Past(workspace, then)


def page(workspace: Workspace, kind: str, slug: str) -> Page:
    """Give a page, dated by its last revision, which is written a moment after the record is dated."""
    with workspace.reading() as session:
        found = pages.page(session, kind, slug)
        return replace(found, updated=found.history[0].at)


def changing(kind: str, slug: str, **values: Any) -> Callable[[Session], Any]:
    return lambda session: change(session, get(session, kind, slug), **values)


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("2026-09-05", "2026-09-05T23:59:59.999999+00:00", "5 September 2026"),
        ("2026-11-22", "2026-11-22T23:59:59.999999+00:00", "22 November 2026"),
        (" 2026-09-26T10:00Z ", "2026-09-26T10:00:00+00:00", "26 September 2026 at 10:00:00 UTC"),
        ("2026-09-26T10:00:30", "2026-09-26T10:00:30+00:00", "26 September 2026 at 10:00:30 UTC"),
        ("2026-09-26T12:00+02:00", "2026-09-26T10:00:00+00:00", "26 September 2026 at 10:00:00 UTC"),
    ],
)
def test_a_day_means_its_end_and_a_moment_is_in_utc(text: str, at: str, words: str) -> None:
    found = read_moment(text, NOW)
    assert (found.at.isoformat(), found.words) == (at, words)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2026, 11, 21), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis adds the zone
def test_a_moment_reads_itself_back(at: datetime) -> None:
    found = read_moment(at.isoformat(), NOW)
    assert read_moment(found.text, NOW) == found
    assert found.at == at


@pytest.mark.parametrize("text", ["yesterday", "2026", "2026-13-01", "2026-02-30", "0000-00-00", "26.9.2026", "20260926T99"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="neither a day nor a moment"):
        read_moment(text, NOW)


@pytest.mark.parametrize("text", ["2026-11-23", "2026-11-22T12:00:01Z", "9999-12-31"])
def test_what_is_still_to_come_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="still to come"):
        read_moment(text, NOW)


def test_a_record_has_the_values_and_links_it_had(small: Workspace) -> None:
    as_was = page(small, "project", "lantern")
    edited: dict[str, Any] = {"label": "LAMP", "end": "2021", "ec_contribution": None, "participations": [], "summary": "New."}
    past = before(small, changing("project", "lantern", **edited))
    assert page(past, "project", "lantern") == as_was
    assert page(small, "project", "lantern").ref.label == "LAMP"


def test_several_changes_are_taken_back_one_after_the_other(small: Workspace) -> None:
    moments = []
    for label in ("First", "Second", "Third"):
        with small.writing() as session:
            change(session, get(session, "topic", "dark-web"), label=label)
        moments.append(moment(small))
    found = [page(Past(small, one), "topic", "dark-web") for one in moments]
    assert [(one.ref.label, one.version, len(one.history)) for one in found] == [("First", 2, 2), ("Second", 3, 3), ("Third", 4, 4)]


def test_a_record_is_dated_by_its_last_change_then(small: Workspace) -> None:
    with small.writing() as session:
        change(session, get(session, "topic", "dark-web"), label="Once")
    then = moment(small)
    past = before(small, changing("topic", "dark-web", label="Twice"))
    with past.reading() as session:
        assert pages.page(session, "topic", "dark-web").updated == then.at


def test_other_records_are_named_as_they_were_called_then(small: Workspace) -> None:
    past = before(small, changing("organisation", "nordic-lab", label="Arctic Institute"))
    rows = next(one for one in page(past, "project", "lantern").sections if one.name == "participations").table.rows
    assert [str(getattr(row["organisation"], "label", "")) for row in rows] == ["Nordic Laboratory", "Harbour Police"]


def test_records_that_referred_to_one_then_do_so_again(small: Workspace) -> None:
    past = before(small, changing("statement", "s-share", event=None, voicings=[]))
    told = {one.name: one.table.total for one in page(past, "event", "harbour-workshop").inverse}
    assert told["statement_event"] == 1
    assert "statement_event" not in {one.name for one in page(small, "event", "harbour-workshop").inverse}


def test_a_record_that_came_in_later_says_so(small: Workspace) -> None:
    past = before(small, lambda session: make(session, "topic", "cables"))
    with pytest.raises(NotYet, match=r'The topic "cables" was not on record yet on .*: it came in on'):
        page(past, "topic", "cables")


def test_a_record_that_never_was_is_not_found_in_the_past_either(small: Workspace) -> None:
    past = before(small, changing("topic", "dark-web", label="Now"))
    with pytest.raises(NotFound, match="There is no topic") as caught:
        page(past, "topic", "nothing")
    assert not isinstance(caught.value, NotYet)


def test_a_withdrawn_record_is_there_before_and_gone_after(small: Workspace) -> None:
    past = before(small, lambda session: records.withdraw(session, get(session, "person", "berg-anna"), EDITOR))
    after = Past(small, moment(small))
    assert page(past, "person", "berg-anna").version == 1
    with pytest.raises(Withdrawn, match="a test"):
        page(after, "person", "berg-anna")


def test_merged_records_were_two(small: Workspace) -> None:
    kept, gone = page(small, "organisation", "harbour-police"), page(small, "organisation", "nordic-lab")
    past = before(
        small,
        lambda session: records.merge(
            session, get(session, "organisation", "harbour-police"), get(session, "organisation", "nordic-lab"), EDITOR
        ),
    )
    assert page(past, "organisation", "harbour-police") == kept
    assert page(past, "organisation", "nordic-lab") == gone
    assert page(small, "organisation", "nordic-lab").ref.slug == "harbour-police"


def test_a_text_that_came_later_was_not_there(small: Workspace) -> None:
    def add(session: Session) -> None:
        document = get(session, "document", "harbour-report")
        assert isinstance(document, Document)
        texts.add(session, document, New("What the report says.", public=True), EDITOR)

    past = before(small, add)
    with small.reading() as now, past.reading() as then:
        number = get(now, "document", "harbour-report").id
        assert texts.public(now, [number]) == {number: "What the report says."}
        assert texts.public(then, [number]) == {}


def test_a_row_that_is_still_there_keeps_its_number(small: Workspace) -> None:
    rows = [{"document": "harbour-report", "locator": place} for place in ("page 0", "page 1")]
    with small.reading() as session:
        number = session.execute(select(Evidence.id).where(Evidence.locator == "page 1")).scalar_one()
    past = before(small, changing("event", "harbour-workshop", evidence=rows))
    with past.reading() as session:
        found = session.execute(select(Evidence.id, Evidence.position).where(Evidence.locator == "page 1")).one()
    assert tuple(found) == (number, 0)


def test_rows_about_a_record_that_was_erased_since_are_not_made_up(small: Workspace) -> None:
    then = moment(small)
    with small.writing() as session:
        change(session, get(session, "project", "lantern"), participations=[])
    with small.writing() as session:
        records.erase(session, get(session, "organisation", "nordic-lab"))
    section = next(one for one in page(Past(small, then), "project", "lantern").sections if one.name == "participations")
    assert [getattr(row["organisation"], "slug", "") for row in section.table.rows] == ["harbour-police"]


def test_lists_and_numbers_are_those_of_the_day(small: Workspace) -> None:
    def edit(session: Session) -> None:
        make(session, "topic", "cables")
        records.withdraw(session, get(session, "person", "berg-anna"), EDITOR)

    past = before(small, edit)
    with small.reading() as now, past.reading() as then:
        assert (lists.public(now)["topic"], lists.public(then)["topic"]) == (3, 2)
        assert (lists.public(now)["person"], lists.public(then)["person"]) == (0, 1)
        assert lists.changes(now).total == lists.changes(then).total + 2


def test_before_the_first_record_there_is_nothing(small: Workspace) -> None:
    past = Past(small, read_moment("2001-01-01", NOW))
    with past.reading() as session:
        assert set(lists.public(session).values()) == {0}
        assert session.execute(select(func.count()).select_from(Record)).scalar_one() == 0


def test_the_past_is_worked_out_anew_when_the_present_goes_on(small: Workspace) -> None:
    past = before(small, changing("topic", "dark-web", label="Second"))
    assert page(past, "topic", "dark-web").ref.label == "Dark Web"
    with small.writing() as session:
        change(session, get(session, "topic", "online-space"), label="Elsewhere")
    assert page(past, "topic", "online-space").ref.label == "Online spaces"


def test_nothing_is_written_to_the_past(small: Workspace) -> None:
    past = before(small, changing("topic", "dark-web", label="Second"))
    with pytest.raises(BadRequest, match="cannot be changed"), past.writing():
        pass
    with pytest.raises(BadRequest, match="cannot be changed"):
        past.engine.rebuild([], lambda _done: None)
    with pytest.raises(BadRequest, match="cannot be changed"):
        past.engine.update([], [])


def test_too_many_changes_are_refused_with_what_to_do(small: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asof, "MOST", 0)
    past = before(small, changing("topic", "dark-web", label="Second"))
    with pytest.raises(BadRequest, match=r"1 records have changed since .* ask for a later day"):
        page(past, "topic", "dark-web")


def test_the_moments_asked_for_last_are_kept(small: Workspace) -> None:
    pasts = Pasts(small, most=2)
    first, second, third = (Moment(f"2020-01-0{day}", NOW - timedelta(days=day)) for day in (1, 2, 3))
    held = pasts.at(first)
    assert pasts.at(second) is pasts.at(second)
    assert pasts.at(first) is held
    pasts.at(third)
    assert pasts.at(first) is held
    dropped = pasts.at(second)
    assert (pasts.at(second) is dropped, pasts.at(third).moment) == (True, third)


def test_connections_to_the_past_leave_the_store_as_it_is(small_home: Path) -> None:
    with opened(settings_for(small_home)) as workspace:
        past = Past(workspace, moment(workspace))
        with past.reading() as session:
            assert lists.public(session)["topic"] == 2
        with workspace.reading() as session:
            assert session.connection().exec_driver_sql("SELECT count(*) FROM sqlite_temp_master").scalar_one() == 0
        past.close()


def test_many_threads_read_the_past_at_once(small: Workspace) -> None:
    past = before(small, changing("topic", "dark-web", label="Second"))
    with ThreadPoolExecutor(8) as threads:
        labels = list(threads.map(lambda _number: page(past, "topic", "dark-web").ref.label, range(40)))
    assert set(labels) == {"Dark Web"}


class Busy(Workspace):
    """A knowledge base in which somebody writes just when it has been looked at for the second time."""

    looks = 0

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session, and write once afterwards."""
        with super().reading() as session:
            yield session
        self.looks += 1
        if self.looks == 2:
            with self.writing() as writing:
                change(writing, get(writing, "topic", "online-space"), label="Written meanwhile")


def test_what_is_written_while_the_past_is_worked_out_does_not_show_in_it(small: Workspace) -> None:
    then = moment(small)
    busy = Busy(small.settings)
    past = Past(busy, then)
    assert page(past, "topic", "online-space").ref.label == "Online spaces"
    assert page(small, "topic", "online-space").ref.label == "Written meanwhile"
    busy.close()


def test_old_values_that_no_longer_mean_anything_are_left_out(small: Workspace) -> None:
    then = moment(small)
    with small.writing() as session:
        change(session, get(session, "project", "lantern"), participations=[], end="2021", programme=None)
        change(session, get(session, "organisation", "nordic-lab"), country="SE")
    with small.writing() as session:
        revisions = {one.record.slug: one for one in session.execute(select(Revision).where(Revision.version == 2)).scalars()}
        told = revisions["lantern"].changes
        rows = [{**row, "organisation": "gone-for-good"} for row in told["participations"][0]]
        revisions["lantern"].changes = {**told, "participations": [rows, None], "programme": ["gone-for-good", None]}
        revisions["nordic-lab"].changes = {"country": ["Atlantis", "SE"]}
    past = Past(small, then)
    assert page(past, "project", "lantern").values == {"slug": "lantern", "label": "LANTERN", "start": "2018", "end": "2020-06"} | {
        "ec_contribution": "1000.50"
    }
    assert "country" not in page(past, "organisation", "nordic-lab").values
