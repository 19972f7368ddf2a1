from __future__ import annotations

from pathlib import Path

import pytest

from kb import config
from kb.config import SETTINGS
from kb.errors import BadSetting

GIVEN = {
    "KB_HOME": "/srv/kb",
    "KB_DATABASE_URL": "sqlite:////srv/other.sqlite",
    "KB_SEARCH_URL": "whoosh:/srv/words",
    "KB_SEARCH_CACHE": "128",
    "KB_HOST": "0.0.0.0",  # noqa: S104 - an address to be read, nothing listens
    "KB_PORT": "0",
}


def test_database_and_index_lie_in_the_home_folder() -> None:
    settings = config.read({"KB_HOME": "/srv/kb"})
    assert settings.home == Path("/srv/kb")
    assert settings.database_url == "sqlite:////srv/kb/kb.sqlite"
    assert settings.search_url == "whoosh:/srv/kb/index"


def test_the_defaults_serve_this_machine_alone() -> None:
    settings = config.read({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_the_home_folder_is_that_of_the_user_unless_given() -> None:
    assert config.read({}).home.is_relative_to(Path.home())


def test_a_tilde_stands_for_the_home_of_the_user() -> None:
    assert config.read({"KB_HOME": "~/kb"}).home == (Path.home() / "kb").resolve()


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_PORT", "8123")
    assert config.read().port == 8123


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS])
def test_each_setting_of_the_table_is_read(name: str) -> None:
    assert config.read({name: GIVEN[name]}) != config.read({})


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS])
def test_an_empty_setting_counts_as_not_given(name: str) -> None:
    assert config.read({name: ""}) == config.read({})


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_each_setting_says_its_default_and_what_it_does(setting: config.Setting) -> None:
    assert setting.default
    assert setting.help.endswith(".")


@pytest.mark.parametrize("value", ["eighty", "-1", "65536", "80.5", " 80", "\N{SUPERSCRIPT TWO}", "٨٠"])
def test_a_port_that_is_none_is_refused_by_name(value: str) -> None:
    with pytest.raises(BadSetting, match="KB_PORT") as caught:
        config.read({"KB_PORT": value})
    assert caught.value.details["value"] == value
    assert caught.value.exit_code == 2


def test_the_highest_port_is_accepted() -> None:
    assert config.read({"KB_PORT": "65535"}).port == 65535


def test_the_memory_of_search_is_given_in_megabytes() -> None:
    assert config.read({}).search_cache == 64 << 20
    assert config.read({"KB_SEARCH_CACHE": "0"}).search_cache == 0


@pytest.mark.parametrize("value", ["much", "-1", "0.5", "64 MB", "1048577", "9" * 5000])
def test_a_memory_that_cannot_be_is_refused_by_name(value: str) -> None:
    with pytest.raises(BadSetting, match=r"KB_SEARCH_CACHE.*give a number from 0 to 1048576"):
        config.read({"KB_SEARCH_CACHE": value})


@pytest.mark.parametrize("value", ["whoosh", "whoosh:", "elastic:http://localhost", "/srv/index"])
def test_an_unknown_search_engine_is_refused_by_name(value: str) -> None:
    with pytest.raises(BadSetting, match="KB_SEARCH_URL"):
        config.read({"KB_SEARCH_URL": value})
