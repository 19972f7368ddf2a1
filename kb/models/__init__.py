"""The records of the knowledge base and the links between them, one noun a file."""

from kb.models.base import Base, Link
from kb.models.changes import IndexMark
from kb.models.contribution import Contribution, ContributionParty
from kb.models.document import Document
from kb.models.event import Event, ProgrammeItem
from kb.models.evidence import Evidence, Gap
from kb.models.importing import Imported, ImportProblem, ImportRun
from kb.models.judgement import Judgement
from kb.models.naming import Identifier, Name
from kb.models.organisation import Organisation
from kb.models.person import Affiliation, Person
from kb.models.programme import Discipline, Programme, Realisation
from kb.models.project import LegalBasis, Participation, Project, ProjectLink, RelatedProject, WebLink
from kb.models.record import Record
from kb.models.revision import Revision
from kb.models.saved import SavedSearch
from kb.models.source_text import SourceText
from kb.models.statement import Addressee, Statement, StatementRelation, StatusChange, Voicing
from kb.models.tool import Involvement, Operation, Tool
from kb.models.topic import RecordTopic, Topic, TopicRelation

__all__ = [
    "Addressee",
    "Affiliation",
    "Base",
    "Contribution",
    "ContributionParty",
    "Discipline",
    "Document",
    "Event",
    "Evidence",
    "Gap",
    "Identifier",
    "ImportProblem",
    "ImportRun",
    "Imported",
    "IndexMark",
    "Involvement",
    "Judgement",
    "LegalBasis",
    "Link",
    "Name",
    "Operation",
    "Organisation",
    "Participation",
    "Person",
    "Programme",
    "ProgrammeItem",
    "Project",
    "ProjectLink",
    "Realisation",
    "Record",
    "RecordTopic",
    "RelatedProject",
    "Revision",
    "SavedSearch",
    "SourceText",
    "Statement",
    "StatementRelation",
    "StatusChange",
    "Tool",
    "Topic",
    "TopicRelation",
    "Voicing",
    "WebLink",
]
