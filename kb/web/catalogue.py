"""The texts that pages show, brought together for those who translate them, and the catalogues made of the translations.

``python -m kb.web.catalogue`` brings the catalogues up to date: new texts stand in them without a translation.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import kb
from kb.errors import KBError
from kb.models import vocabularies
from kb.models.vocabularies import Vocabulary
from kb.queries.coverage_gaps import GAPS
from kb.schema import KINDS
from kb.search.request import FACETS
from kb.web import navigation
from kb.web.language import CATALOGUES, ENGLISH, LANGUAGES

PACKAGE = Path(kb.__file__).parent
MAKERS = ("Told", "told_many", "told_each")
# Catalogues tell nothing of when they were made, so that the same texts give the same files.
NO_DAY = datetime(2026, 1, 1, tzinfo=UTC)
Message = str | tuple[str, str]


def messages() -> list[Message]:
    """Give every text that a page may show, each once, those of many with that of one."""
    found = {*_in_templates(), *_in_modules(), *registered(), *_in_errors(), *_ways()}
    paired = {pair[0] for pair in found if isinstance(pair, tuple)}
    return sorted((one for one in found if one and one not in paired), key=lambda one: one if isinstance(one, str) else one[0])


def _in_templates() -> Iterator[Message]:
    method = [("**.html", "jinja2.ext:babel_extract")]
    for _file, _line, found, _comments, _context in extract_from_dir(PACKAGE, method, {}, DEFAULT_KEYWORDS):
        yield found if isinstance(found, str) else (found[0], found[1])


def _in_modules() -> Iterator[Message]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
                yield from _made(node)


def _made(call: ast.Call) -> Iterator[Message]:
    """Yield the texts that a call makes: the first two of ``told_many``, all values of a table, the first of the rest."""
    texts = [text for one in call.args for text in _text(one)]
    match call.func:
        case ast.Name("told_many"):
            yield (texts[0], texts[1])
        case ast.Name("told_each"):
            yield from (text for table in call.args if isinstance(table, ast.Dict) for one in table.values for text in _text(one))
        case _:
            yield from texts[:1]


def _text(node: ast.expr) -> list[str]:
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def registered() -> Iterator[str]:
    """Yield the words of kinds, fields, lists of links, facets, gaps and vocabularies, as they are declared."""
    for kind in KINDS.values():
        yield from (kind.text.one, kind.text.many, kind.text.label, kind.text.help)
        yield from (text for declared in kind.fields.values() for text in (declared.label, declared.help))
        for link in kind.links.values():
            yield from (link.declared.label, link.declared.help)
            yield from (text or "" for declared in link.fields.values() for text in (declared.label, declared.help, declared.inverse))
        yield from (declared.inverse or "" for declared in kind.references.values())
    yield from (text for gap in GAPS.values() for text in (gap.group, gap.label, gap.of))
    yield from (text for facet in FACETS.values() for text in (facet.label, facet.help))
    yield from vocabularies.SORTS
    for vocabulary in vars(vocabularies).values():
        if isinstance(vocabulary, Vocabulary):
            yield from (*vocabulary.terms.values(), vocabulary.source)


def _in_errors(known: type[KBError] = KBError) -> Iterator[str]:
    yield from (known.form(), known.heading())
    for more in known.__subclasses__():
        yield from _in_errors(more)


def _ways() -> Iterator[str]:
    yield from navigation.GROUPS
    for ways in (navigation.MAIN, *navigation.GROUPS.values(), *navigation.FROM.values()):
        yield from (words for _address, words in ways)


def read(code: str, folder: Path = CATALOGUES) -> Catalog:
    """Read the translations into a language."""
    with _file(folder, code, "po").open("rb") as opened:
        return read_po(opened, locale=code)


def updated(code: str, held: Catalog) -> Catalog:
    """Give a catalogue of all texts there are, with the translations of another one."""
    made = Catalog(locale=code, project="Research knowledge base", version="1", creation_date=NO_DAY, revision_date=NO_DAY, fuzzy=False)
    made.header_comment = "# What the pages say, in another language."
    for message in messages():
        before = held.get(message if isinstance(message, str) else message[0])
        same = before is not None and before.id == message
        made.add(message, before.string if before and same else None)
    return made


def compiled(catalogue: Catalog) -> bytes:
    """Give a catalogue in the form that programs read."""
    made = BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def write(code: str, catalogue: Catalog, folder: Path = CATALOGUES) -> None:
    """Write a catalogue in the form that people read and in that which programs read."""
    path = _file(folder, code, "po")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as opened:
        write_po(opened, catalogue, width=0, sort_output=True)
    path.with_suffix(".mo").write_bytes(compiled(catalogue))


def _file(folder: Path, code: str, form: str) -> Path:
    return folder / code / "LC_MESSAGES" / f"messages.{form}"


def main(folder: Path = CATALOGUES) -> None:
    """Bring the catalogues of all languages up to date."""
    for code in LANGUAGES:
        if code != ENGLISH:
            held = read(code, folder) if _file(folder, code, "po").exists() else Catalog(locale=code)
            write(code, updated(code, held), folder)


if __name__ == "__main__":
    main()
