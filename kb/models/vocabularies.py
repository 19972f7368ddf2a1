"""Controlled vocabularies: the terms a field may hold, each with the words people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.told import Told


@dataclass(frozen=True)
class Vocabulary:
    """A list of terms. ``terms`` maps the stored key to its label; an open list takes further keys as they are.

    ``source`` tells in a sentence where the terms come from, where somebody else has published them.
    """

    name: str
    terms: Mapping[str, str]
    open: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        """Let the labels be said in every language."""
        object.__setattr__(self, "terms", {key: Told(label) for key, label in self.terms.items()})
        object.__setattr__(self, "source", Told(self.source))

    def label(self, key: str) -> str:
        """Give the label of a key, or the key itself where it is unknown."""
        return self.terms.get(key, key)


def _plain(name: str, *keys: str) -> Vocabulary:
    return Vocabulary(name, {key: key for key in keys})


STATE = Vocabulary("state", {"public": "public", "merged": "merged into another record", "withdrawn": "withdrawn"})

NAME_TYPE = Vocabulary(
    "name type",
    {
        "alias": "also known as",
        "acronym": "acronym",
        "translation": "in another language",
        "registered": "as registered",
        "former": "former name",
        "misspelling": "misspelling",
    },
)

IDENTIFIER_SCHEME = Vocabulary(
    "identifier scheme",
    {
        "grant": "EU grant number",
        "rcn": "CORDIS record number",
        "cordis-organisation": "CORDIS organisation number",
        "cordis-result": "CORDIS result number",
        "euroscivoc": "EuroSciVoc notation",
        "pic": "Participant identification code (PIC)",
        "ror": "ROR",
        "orcid": "ORCID",
        "doi": "DOI",
        "isni": "ISNI",
        "wikidata": "Wikidata",
        "url": "web address",
    },
)

EVIDENCE_MODE = Vocabulary(
    "evidence mode",
    {
        "quotation": "quotation",
        "paraphrase": "paraphrase",
        "summary": "reporter's summary",
        "inference": "editor's inference",
    },
)

ORGANISATION_TYPE = Vocabulary(
    "organisation type",
    {
        "research": "research organisation",
        "university": "university",
        "LEA": "law enforcement agency",
        "industry": "industry",
        "public body": "public body",
        "international organisation": "international organisation",
        "other": "other",
    },
)

PARTICIPATION_ROLE = Vocabulary(
    "participation role",
    {
        "coordinator": "coordinator",
        "participant": "participant",
        "partner": "partner",
        "third party": "third party",
        "associated partner": "associated partner",
        "international partner": "international partner",
        "stakeholder group": "associated stakeholder group",
    },
)

PROJECT_STATUS = Vocabulary("project status", {"SIGNED": "signed", "CLOSED": "closed", "TERMINATED": "terminated"})

ACTIVITY_TYPE = Vocabulary(
    "activity type",
    {
        "HES": "higher or secondary education",
        "REC": "research organisation",
        "PRC": "private company",
        "PUB": "public body",
        "OTH": "other",
    },
)

# The register adds schemes with every programme, so the list is open.
FUNDING_SCHEME = Vocabulary(
    "funding scheme",
    {
        "CSA": "coordination and support action (CSA)",
        "IA": "innovation action (IA)",
        "RIA": "research and innovation action (RIA)",
        "HORIZON-CSA": "coordination and support action (HORIZON-CSA)",
        "HORIZON-IA": "innovation action (HORIZON-IA)",
        "HORIZON-RIA": "research and innovation action (HORIZON-RIA)",
    },
    open=True,
)

CONTRIBUTION_ROLE = Vocabulary(
    "contribution role",
    {
        "organised": "organised",
        "hosted": "hosted",
        "opening": "opening",
        "keynote": "keynote",
        "presentation": "presentation",
        "demonstration": "demonstration",
        "panel": "panel",
        "briefing": "briefing",
        "training": "training",
        "training design": "training design",
        "facilitation": "facilitation",
        "joint development": "joint development",
        "advice": "advice",
        "exhibition": "exhibition",
        "pilot": "pilot",
        "signing": "signing",
        "reported": "reported",
        "reviewed": "reviewed a report",
        "took part": "took part",
    },
)

CERTAINTY = _plain("certainty", "stated", "organisation inferred", "affiliation inferred", "persons matched by name")

STATEMENT_TYPE = _plain("statement type", "finding", "recommendation", "challenge", "commitment")

MODALITY = _plain(
    "modality",
    "stated",
    "quoted",
    "partly quoted",
    "quoted, speaker not named",
    "described as practice",
    "posed as a question for discussion",
)

UPTAKE = Vocabulary(
    "uptake of a recommendation",
    {
        "unknown": "unknown",
        "not implemented": "not implemented",
        "partly implemented": "implemented in some respects",
        "mostly implemented": "implemented in most respects",
        "implemented": "fully implemented",
        "rejected": "not accepted",
        "overtaken": "no longer applicable",
    },
    source=(
        "From not to fully implemented the states are those by which the European Court of Auditors reports what became of its recommendations "
        "(special reports 19/2013 and 2/2016), in the follow-up that the INTOSAI standard ISSAI 3000 asks for; a recommendation that was not "
        "accepted or is no longer applicable is closed without action, and one that nobody has told of is unknown"
    ),
)

FULFILMENT = Vocabulary(
    "fulfilment of a commitment",
    {"unknown": "unknown", "kept": "kept", "partly kept": "partly kept", "not kept": "not kept", "pending": "not yet due"},
)

STATUS = Vocabulary("state of a recommendation or commitment", {**UPTAKE.terms, **FULFILMENT.terms}, source=UPTAKE.source)

# The statements that are followed up, each with the field of its state and the states there are.
FOLLOWED: Mapping[str, tuple[str, Vocabulary]] = {"recommendation": ("uptake", UPTAKE), "commitment": ("fulfilment", FULFILMENT)}

STATEMENT_RELATION = Vocabulary(
    "statement relation",
    {
        "same": "says the same as",
        "narrower": "is narrower than",
        "broader": "is broader than",
        "supports": "supports",
        "contradicts": "contradicts",
    },
)

TOPIC_RELATION = Vocabulary("topic relation", {"broader": "broader", "related": "related"})

# Sources of one origin are not the same record: they carry the same text.
ORIGIN_VERDICTS = {"same origin": "of the same origin", "own origin": "an origin of its own"}
VERDICT = Vocabulary("verdict on identity", {"same": "the same", "not the same": "not the same", "unsure": "unsure", **ORIGIN_VERDICTS})

ACCESS = Vocabulary("access", {"full": "read whole", "excerpt": "only an excerpt was available", "register": "data set"})

ACTION = _plain("action", "created", "changed", "merged", "withdrawn")

# What sources call documents, events, tools, operations and programmes. These are the editor's free words; those of them
# that are known here are said in other languages too.
SORTS = (
    "announcement",
    "blog post",
    "council question and answer",
    "data set",
    "deliverable",
    "event page",
    "flyer",
    "interview",
    "magazine article",
    "news article",
    "organisation profile",
    "partner page",
    "periodic report summary",
    "press release",
    "privacy statement",
    "product page",
    "project overview",
    "project page",
    "project record",
    "project website",
    "report",
    "report notice",
    "repost",
    "repost of magazine article",
    "repost of press release",
    "researcher profile",
    "results article",
    "taxonomy",
    "video article",
    "web page",
    "closing event",
    "conference",
    "conference week",
    "consultation",
    "dissemination event",
    "exhibition",
    "field lab",
    "hackathon",
    "meeting",
    "press conference",
    "project launch",
    "seminar",
    "signing",
    "training",
    "workshop",
    "publication result",
    "software",
    "tool collection",
    "training environment",
    "vocabulary",
    "police operation",
    "EU framework programme",
    "national security research programme",
    "research programme of an organisation",
)
SORT_WORDS: Mapping[str, str] = {name: Told(name) for name in SORTS}
