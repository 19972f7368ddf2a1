"""Where a reader can go: the main ways, all pages in groups, and from a record. Each page is named here once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint

Ways = Sequence[tuple[str, str]]

# In the head of every page.
MAIN: Ways = (
    ("/statements", "Findings"),
    ("/recommendations", "Recommendations"),
    ("/matrix", "Who presented what"),
    ("/projects", "Projects"),
    ("/organisations", "Organisations"),
    ("/people", "People"),
    ("/events", "Events"),
    ("/topics", "Topics"),
)
# In the foot of every page: everything there is.
GROUPS: Mapping[str, Ways] = {
    "Look up": (
        ("/search", "Search"),
        *MAIN,
        ("/documents", "Sources"),
        ("/contributions", "Contributions"),
        ("/tools", "Tools"),
        ("/operations", "Operations"),
        ("/programmes", "Programmes"),
    ),
    "Weigh": (
        ("/disagreements", "Where sources disagree"),
        ("/origins", "Sources of one origin"),
        ("/variants", "Statements alike"),
        ("/compare", "Side by side"),
        ("/coverage", "What is not there"),
        ("/follow-up", "Follow-up"),
    ),
    "See together": (
        ("/pictures", "Pictures"),
        ("/analyses", "Analyses"),
        ("/partners", "Partners"),
        ("/portfolio", "Portfolio"),
        ("/overlap", "Overlap of projects"),
        ("/also", "What else partners did"),
    ),
    "Keep up and take away": (
        ("/basket", "Basket"),
        ("/searches", "Saved searches"),
        ("/changes", "What changed"),
        ("/differences", "Between two days"),
        ("/imports", "Imports"),
        ("/help", "Help"),
    ),
}
# From a record of a kind: an address with its id left open, and the words.
FROM: Mapping[str, Ways] = {
    "project": (
        ("/matrix?project={}", "Who presented what"),
        ("/recommendations?project={}", "Its recommendations"),
        ("/follow-up?project={}", "Follow-up"),
        ("/coverage?project={}", "What is not there"),
        ("/pictures/timeline?project={}", "In time"),
        ("/pictures/partners?project={}", "Network of its partners"),
        ("/pictures/map?project={}", "Its partners on a map"),
        ("/pictures/flow?project={}", "From partners to events"),
        ("/partners?project={}", "Its partners"),
        ("/overlap?project={}", "Projects with the same partners"),
        ("/also?project={}", "What else its partners did"),
        ("/differences?project={}", "Between two days"),
    ),
    "organisation": (
        ("/matrix?organisation={}", "Who presented what"),
        ("/portfolio?organisation={}", "Portfolio"),
        ("/partners?organisation={}", "Its partners"),
        ("/pictures/partners?organisation={}", "Network of its partners"),
        ("/pictures/flow?organisation={}", "From partners to events"),
        ("/pictures/timeline?organisation={}", "In time"),
        ("/differences?organisation={}", "Between two days"),
    ),
    "person": (("/matrix?person={}", "Who presented what"), ("/pictures/timeline?person={}", "In time")),
    "event": (("/matrix?event={}", "Who presented what"), ("/pictures/flow?event={}", "From partners to events")),
    "statement": (("/pictures/evidence?statement={}", "Its evidence as a picture"),),
    "topic": (
        ("/recommendations?topic={}", "Recommendations"),
        ("/follow-up?topic={}", "Follow-up"),
        ("/coverage?topic={}", "What is not there"),
        ("/portfolio?topic={}", "Portfolio"),
        ("/pictures/timeline?topic={}", "In time"),
        ("/pictures/partners?topic={}", "Network of partners"),
        ("/pictures/map?topic={}", "Its partners on a map"),
        ("/changes?topic={}", "What changed"),
        ("/differences?topic={}", "Between two days"),
    ),
}

navigation = Blueprint("navigation", __name__)


def ways_from(kind: str, slug: str) -> Ways:
    """Give the addresses that lead on from a record, with their words."""
    return tuple((address.format(slug), words) for address, words in FROM.get(kind, ()))


@navigation.app_context_processor
def shown() -> dict[str, object]:
    """Tell templates where a reader can go."""
    return {"main_ways": MAIN, "groups": GROUPS, "ways_from": ways_from}
