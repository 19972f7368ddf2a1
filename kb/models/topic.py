"""Topic: a SKOS concept, and the link from any record to its topics."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from kb.models.base import Link
from kb.models.fields import field, links, owner, reference, to
from kb.models.record import KindText, Record
from kb.models.types import LINE, choice
from kb.models.vocabularies import TOPIC_RELATION


class Topic(Record):
    """A concept of the topic scheme: preferred label, further labels per language, broader and related concepts."""

    __tablename__ = "topic"
    __mapper_args__ = {"polymorphic_identity": "topic"}
    text = KindText("topics", "Topic", "Topics", "Preferred label", "A subject that records are about.", ("relations",), place=7)

    id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    scheme: Mapped[str | None] = field("Concept scheme", LINE, iri="skos:inScheme", quiet=True)
    notation: Mapped[str | None] = field("Notation", LINE, iri="skos:notation", quiet=True)
    relations: Mapped[list[TopicRelation]] = links("Other topics", "TopicRelation.topic_id")


class TopicRelation(Link):
    """A broader or related topic (skos:broader, skos:related)."""

    __tablename__ = "topic_relation"

    topic_id: Mapped[int] = owner("topic")
    relation: Mapped[str] = field("Relation", choice(TOPIC_RELATION), required=True)
    other_id: Mapped[int] = reference("Topic", "topic", required=True, inverse="Narrower and related topics")
    other: Mapped[Topic] = to(other_id)


class RecordTopic(Link):
    """A topic of a record."""

    __tablename__ = "record_topic"

    record_id: Mapped[int] = owner()
    topic_id: Mapped[int] = reference(
        "Topic", "topic", required=True, facet="topic", weight=1, inverse="About this topic", iri="schema:about"
    )
    topic: Mapped[Topic] = to(topic_id)
