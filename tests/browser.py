"""The browser that tests drive: which one, how it is started, and the fixtures that hand out pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks import chromium

# What is not there after so many milliseconds does not come any more.
PATIENCE = 10_000


def lacking(what: str) -> NoReturn:
    """Pass over a test for what this machine does not have; where everything has to be checked, fail it."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def installed_browser() -> str:
    """Give the path of the browser on this machine; without one the test is passed over."""
    return chromium.installed() or lacking(chromium.LACKING)


@contextmanager
def faultless(browser: Browser, address: str, **context: object) -> Iterator[Page]:
    """Open a new window on a server; whatever goes wrong in it fails the test."""
    wrong: list[str] = []
    opened = browser.new_page(**{"base_url": address, "viewport": {"width": 1280, "height": 900}, **context})  # type: ignore[arg-type]
    opened.set_default_timeout(PATIENCE)
    opened.on("console", lambda message: wrong.append(message.text))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    # A page that is left takes back what it had asked for; that is no fault.
    opened.on("requestfailed", lambda request: wrong.append(request.url) if request.failure != "net::ERR_ABORTED" else None)
    opened.on("response", lambda answer: wrong.append(answer.url) if answer.status >= HTTPStatus.BAD_REQUEST else None)
    try:
        yield opened
    finally:
        opened.close()
    assert wrong == [], wrong


def reach(page: Page, wanted: Locator, most: int = 400) -> None:
    """Go from stop to stop by keyboard until something has the focus."""
    for _ in range(most):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(wanted).to_be_focused()


def open_by_keyboard(page: Page, wanted: Locator) -> None:
    """Go to a link or a button by keyboard and press it."""
    reach(page, wanted)
    page.keyboard.press("Enter")
