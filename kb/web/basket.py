"""The basket: records that a reader collects without an account, kept in a cookie of the browser and nowhere else.

Any collection has an address that shows it to anybody. The pages know the basket by its cookie alone and read nothing for it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, g, jsonify, redirect, request

from kb import basket
from kb.errors import BadRequest
from kb.queries.comparing import FEWEST, MOST
from kb.queries.shapes import Ref
from kb.told import Told
from kb.web.following import from_here
from kb.web.reply import Answer, workspace
from kb.web.reply import answers as answering
from kb.web.views import given

collected = Blueprint("basket", __name__)
COOKIE = "kb_basket"
# Kept so long after the last change, in seconds.
KEPT = 180 * 24 * 3600
collected.before_request(from_here)


def kept() -> list[str]:
    """Give the names of the records in the reader's basket."""
    if "basket" not in g:
        g.basket = basket.unpacked(request.cookies.get(COOKIE, ""))
    found: list[str] = g.basket
    return found


def shown_names() -> list[str]:
    """Give the names of the collection that is asked for: those in the address, or else those in the basket."""
    told = given("r").get("r")
    return basket.checked(told) if told else kept()


@answering(collected, "/basket")
def show() -> Answer:
    """Show a collection: that of the address, or the reader's own."""
    names = shown_names()
    with workspace().reading() as session:
        found = basket.collect(session, names)
        told = basket.told(session, workspace().engine, found)
        table = basket.table(session, found)
    shown = {"found": told, "own": names == kept(), "refs": found.refs}
    return Answer("basket.html", shown, lambda: told, lambda: table)


@collected.post("/basket")
def change() -> Response:
    """Add records, take them out or move them, and lead back to the page that was open; to a script, tell how many there are."""
    before = kept()
    names = _changed(before)
    told = basket.packed(names)
    cleared = "clear" in request.form
    answer = jsonify({"count": len(names)}) if _by_script() else _see(basket.address(before) if cleared else _back())
    answer.set_cookie(COOKIE, told, max_age=KEPT if names else 0, httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


def _changed(names: list[str]) -> list[str]:
    """Give the names after what the form asks for; raise :class:`BadRequest` for what names no record."""
    asked = {action: basket.checked(request.form.getlist(action)) for action in ("add", "remove", "up", "down")}
    if not any(asked.values()) and "clear" not in request.form:
        raise BadRequest(reason=Told("name a record to add or to take out, as statements/one"))
    names = [] if "clear" in request.form else [name for name in names if name not in asked["remove"]]
    for action, by in (("up", -1), ("down", 1)):
        for name in asked[action]:
            names = basket.moved(names, name, by)
    return basket.checked([*names, *asked["add"]])


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _back() -> str:
    """Give the page that the form was on, at the button that was pressed; the basket where no browser told."""
    parts = urlsplit(request.referrer or "")
    if (
        request.form.get("then") == "basket"
        or parts.netloc != request.host
        or not parts.path.startswith("/")
        or parts.path[1:2] in ("/", "\\")
    ):
        return "/basket"
    name = next((request.form[action] for action in ("add", "remove", "up", "down") if action in request.form), "")
    return parts._replace(scheme="", netloc="", fragment=place(name)).geturl()


def _see(address: str) -> Response:
    return redirect(address, 303)  # type: ignore[return-value] # Flask's own response


@collected.app_template_global()
def place(name: str) -> str:
    """Give the id of the button of a record, so that a page comes back where it was."""
    return f"basket-{name.strip('/').replace('/', '-')}"


@collected.app_template_global()
def in_basket(path: str) -> bool:
    """Tell whether the record of an address is in the reader's basket."""
    return path.strip("/") in kept()


@collected.app_template_global()
def basket_count() -> int:
    """Count what is in the reader's basket."""
    return len(kept())


@collected.app_template_global()
def to_compare(refs: list[Ref]) -> dict[str, list[str]]:
    """Give by kind the names of collected records that can stand side by side: two to four of a kind."""
    found: dict[str, list[str]] = {}
    for one in refs:
        found.setdefault(one.kind, []).append(one.path.lstrip("/"))
    return {kind: names for kind, names in found.items() if FEWEST <= len(names) <= MOST}
