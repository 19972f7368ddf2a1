"""Pictures of what belongs together."""

from __future__ import annotations

from collections.abc import Sequence

from kb.pictures import evidence, flow, network
from kb.pictures import map as country_map
from kb.pictures.kind import Kind
from kb.told import Told, told_each

KINDS: Sequence[Kind] = (
    Kind(
        "partners",
        Told("Partner network"),
        Told("Which organisations work together, and in how many projects: those of a project, on a topic, or around one organisation."),
        ("project", "topic", "organisation", "show"),
        network.draw,
        needs=("project", "topic", "organisation"),
        options={
            "show": told_each(
                {"": "How many", "50": "the 50 most connected", "150": "the 150 most connected", "500": "the 500 most connected"}
            )
        },
    ),
    Kind(
        "map",
        Told("Partners by country"),
        Told("Where partners come from: on a map of Europe, with the rest of the world beside it."),
        ("project", "topic"),
        country_map.draw,
    ),
    Kind(
        "flow",
        Told("From projects to events"),
        Told("Which partner went to which event, and for which project."),
        ("project", "organisation", "event"),
        flow.draw,
    ),
    Kind(
        "evidence",
        Told("Evidence of a statement"),
        Told("Who said it, in which sources it stands and in whose words, and which of these are of one origin."),
        ("statement",),
        evidence.draw,
        needs=("statement",),
    ),
)
