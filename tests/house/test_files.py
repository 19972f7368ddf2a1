"""What every file keeps to."""

from __future__ import annotations

import ast
import configparser
import re
import statistics
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
MARKS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError")
MACHINE = re.compile(r"/work/|/root/|pypi\.org|registry\.npmjs|deb\.debian\.org")
LONGEST_FILE, LONGEST_FUNCTION = 400, 40
MEDIAN_FUNCTION, TENTH_FUNCTION, MEDIAN_FILE = 7, 22, 130


@cache
def tracked() -> list[Path]:
    """List the files that git keeps, or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in found if name and (ROOT / name).is_file()]


def sources(folder: str = "") -> list[Path]:
    """List the Python files below a folder."""
    return [path for path in tracked() if path.suffix == ".py" and path.is_relative_to(ROOT / folder)]


def lengths(path: Path) -> list[int]:
    """Give the length of each function of a file in lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.end_lineno - node.lineno + 1 for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.end_lineno]


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): n for path in sources() if (n := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert not long


def test_files_and_functions_stay_short() -> None:
    files = [len(path.read_text(encoding="utf-8").splitlines()) for path in sources("kb")]
    functions = sorted(length for path in sources("kb") for length in lengths(path))
    assert statistics.median(files) <= MEDIAN_FILE
    assert statistics.median(functions) <= MEDIAN_FUNCTION
    assert functions[len(functions) * 9 // 10] <= TENTH_FUNCTION
    assert functions[-1] <= LONGEST_FUNCTION


def test_no_mark_of_unfinished_work_is_left() -> None:
    own = Path(__file__)
    marked = [str(path) for path in sources() if path != own and MARKS.search(path.read_text(encoding="utf-8"))]
    assert not marked


def test_no_file_names_a_machine_or_a_registry() -> None:
    own = Path(__file__)
    texts = [path for path in tracked() if path.suffix in {".py", ".md", ".cfg", ".toml", ".yaml", ".html", ""} and path != own]
    assert not [str(path) for path in texts if MACHINE.search(path.read_text(encoding="utf-8"))]


def test_every_exception_to_a_rule_gives_its_reason() -> None:
    bare = re.compile(r"#\s*(noqa|type: ignore)(: [A-Z0-9, ]+|\[[a-z-, ]+\])?\s*$", re.MULTILINE)
    assert not [str(path) for path in sources("kb") if bare.search(path.read_text(encoding="utf-8"))]


def test_every_package_is_in_the_wheel() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    listed = set(config["options"]["packages"].split())
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in sources("kb") if path.name == "__init__.py"}
    assert found <= listed


def test_the_top_level_holds_only_what_belongs_there() -> None:
    allowed = {
        ".ci",
        ".gitignore",
        "CHANGELOG.md",
        "LICENSE",
        "Makefile",
        "README.md",
        "benchmarks",
        "docs",
        "kb",
        "migrations",
        "pyproject.toml",
    }
    allowed |= {"seed", "setup.cfg", "tests"}
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= allowed
