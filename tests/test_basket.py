from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import basket, records
from kb.errors import BadRequest
from kb.schema import BY_PLURAL
from kb.workspace import Workspace
from tests.client import kb
from tests.helpers import EDITOR, make

NAMES = st.lists(
    st.builds(
        lambda plural, slug: f"{plural}/{slug}",
        st.sampled_from(list(BY_PLURAL)),
        st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20})", fullmatch=True),
    ),
    unique=True,
    max_size=60,
)


@given(NAMES)
def test_what_is_packed_is_read_again(names: list[str]) -> None:
    assert basket.unpacked(basket.packed(names)) == names


@given(st.text(max_size=200))
def test_whatever_stands_in_a_cookie_is_read_without_an_error(text: str) -> None:
    assert all("/" in name for name in basket.unpacked(text))


def test_a_basket_that_is_full_says_what_to_do() -> None:
    names = [f"tools/t-{number}" for number in range(basket.MOST)]
    assert basket.checked(names) == names
    with pytest.raises(BadRequest, match="holds 100 records"):
        basket.checked([*names, "tools/more"])
    with pytest.raises(BadRequest, match="take some out"):
        basket.packed([f"tools/{'x' * 100}{number}" for number in range(50)])


@pytest.mark.parametrize(("by", "order"), [(-1, "bacd"), (1, "acbd"), (-9, "bacd"), (9, "acdb")])
def test_a_record_moves_within_its_collection(by: int, order: str) -> None:
    assert "".join(basket.moved(list("abcd"), "b", by)) == order


def test_to_move_what_is_not_there_changes_nothing() -> None:
    assert basket.moved(["a"], "b", 1) == ["a"]


def test_records_are_collected_in_their_order_and_led_to_where_they_went(workspace: Workspace) -> None:
    with workspace.writing() as session:
        make(session, "topic", "one")
        records.merge(session, make(session, "tool", "kept"), make(session, "tool", "gone"), EDITOR)
        records.withdraw(session, make(session, "topic", "withdrawn"), EDITOR)
    with workspace.reading() as session:
        found = basket.collect(session, ["tools/gone", "topics/withdrawn", "topics/one", "topics/none", "tools/kept"])
    assert [one.path for one in found.refs] == ["/tools/kept", "/topics/one"]
    assert found.gone == ["topics/withdrawn", "topics/none"]
    assert found.address == "/basket?r=tools/kept&r=topics/one"


def test_a_command_shows_records_together_and_takes_them_away(library: Workspace) -> None:
    home = library.settings.home
    shown = kb(home, "basket", "statements/f-altcoins", "tools/graphsense", "tools/none")
    assert "GraphSense  [tools/graphsense]" in shown.out
    assert "Not on record: tools/none" in shown.out
    taken = kb(home, "basket", "tools/graphsense", "statements/f-altcoins", "--as", "md")
    assert taken.out.index("GraphSense") < taken.out.index("currencies other than bitcoin")
    assert kb(home, "basket", "nonsense").code != 0


def test_a_command_lists_the_values_of_a_facet(library: Workspace) -> None:
    assert "Netherlands" in kb(library.settings.home, "values", "country", "-f", "kind=organisation", "--named", "nether").out
