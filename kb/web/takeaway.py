"""Answers to take away: the addresses of lists and records with other endings."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, request

from kb import answers, briefing, dossier
from kb.briefing import FORMS, Where
from kb.formats import citations
from kb.queries.cited import Briefing
from kb.queries.find import get
from kb.queries.pages import Page
from kb.queries.shapes import ref
from kb.schema import BY_PLURAL
from kb.search.request import Request
from kb.web.basket import shown_names
from kb.web.reply import workspace
from kb.web.timely import moment
from kb.web.views import PAGE_SIZE, PLURALS, asked

taken = Blueprint("takeaway", __name__)
ENDINGS = ",".join(f'"{name}"' for name in FORMS)


def where() -> Where:
    """Tell where and when the answer is taken."""
    return Where(request.url_root.rstrip("/"), asof=moment())


@taken.get(f"/search.<any({ENDINGS}):form>")
def search_taken(form: str) -> Response:
    """Give what a search finds as a briefing or as citations."""
    return _list("/search", asked(PAGE_SIZE), form)


@taken.get(f"/recommendations.<any({ENDINGS}):form>")
def recommendations_taken(form: str) -> Response:
    """Give recommendations as a briefing or as citations."""
    return _list("/recommendations", asked(answers.LIST_SIZE), form)


@taken.get(f"/<any({PLURALS}):plural>.<any({ENDINGS}):form>")
def list_taken(plural: str, form: str) -> Response:
    """Give the records of a kind as a briefing or as citations."""
    return _list(f"/{plural}", asked(answers.LIST_SIZE, answers.default_order(BY_PLURAL[plural].name)), form)


def _list(path: str, made: Request, form: str) -> Response:
    with workspace().reading() as session:
        found = briefing.of_list(session, workspace().engine, path, made, where())
    return _file(found, form, f"{path.strip('/')}.{form}")


@taken.get(f"/basket.<any({ENDINGS}):form>")
def basket_taken(form: str) -> Response:
    """Give collected records as a briefing or as citations."""
    with workspace().reading() as session:
        found = briefing.of_collected(session, shown_names(), where())
    return _file(found, form, f"collected.{form}")


@taken.get(f"/<any({PLURALS}):plural>/<slug>.txt", defaults={"form": "txt"})
@taken.get(f"/<any({PLURALS}):plural>/<slug>.csl.json", defaults={"form": "csl.json"})
@taken.get(f"/<any({PLURALS}):plural>/<slug>.bib", defaults={"form": "bib"})
@taken.get(f"/<any({PLURALS}):plural>/<slug>.ris", defaults={"form": "ris"})
def record_taken(plural: str, slug: str, form: str) -> Response:
    """Give a record's own citation; a merged one leads to where it went."""
    with workspace().reading() as session:
        now = ref(get(session, BY_PLURAL[plural].name, slug))
        if now.slug != slug:
            return redirect(f"{now.path}.{form}", 301)  # type: ignore[return-value] # Flask's own response
        found = briefing.of_record(session, now.kind, slug, where())
    return _cited(found) if form == "txt" else _file(found, form, f"{slug}.{form}")


def _cited(found: Briefing) -> Response:
    """Give a citation in words, to be read or copied."""
    made = make_response(f"{citations.plain(citations.references(found)[0])}\n")
    made.content_type = "text/plain; charset=utf-8"
    return made


@taken.get(f"/<any({PLURALS}):plural>/<slug>/dossier.zip")
def dossier_taken(plural: str, slug: str) -> Response:
    """Give all that is on record about a project or a topic in one file; a merged one leads to where it went."""
    with workspace().reading() as session:
        now = ref(get(session, BY_PLURAL[plural].name, slug))
        if now.slug != slug:
            return redirect(f"{now.path}/dossier.zip", 301)  # type: ignore[return-value] # Flask's own response
        made = dossier.zipped(session, workspace().engine, now.kind, slug, where())
    return attached(make_response(made), "application/zip", f"{slug}-dossier.zip")


def _file(found: Briefing, form: str, name: str) -> Response:
    made = make_response(FORMS[form].write(found))
    return attached(made, FORMS[form].type, name)


def attached(made: Response, media_type: str, name: str) -> Response:
    """Make an answer a file that browsers keep under a name."""
    made.content_type = media_type
    made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return made


@taken.app_template_global()
def forms_to_take() -> dict[str, str]:
    """Name the forms in which a list is taken away, by the ending of its address."""
    return {name: form.name for name, form in FORMS.items()}


@taken.app_template_global()
def citation(page: Page) -> str:
    """Give the citation of the record a page shows, in words that can be copied."""
    here = where()
    return citations.plain(citations.of_page(page, here.base, here.day))
