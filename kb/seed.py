"""Reading seed files: YAML lists, one kind a file, to raw values that know their lines. No database here.

Every scalar is read as text, so that no country turns into a truth value and
no date into something else; the schema gives it its type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kb.errors import Problem

NULL = "tag:yaml.org,2002:null"
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Where = tuple[str | int, ...]


@dataclass
class Entry:
    """The raw values of one record and the line each of them stands on."""

    kind: str
    file: str
    values: Any
    lines: dict[Where, int] = field(default_factory=dict)

    def problem(self, path: Where, message: str) -> Problem:
        """Say what is wrong at a path, with the line nearest to it."""
        near = path
        while near not in self.lines and near:
            near = near[:-1]
        slug = self.values.get("slug", "?") if isinstance(self.values, dict) else "?"
        where = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
        return Problem(self.file, self.lines.get(near, 1), f"{slug} {where}".strip(), message)


class Refused(Exception):
    """A part of a file that cannot be read."""


@dataclass
class Reading:
    """What a folder of seed files holds, and what is wrong with it."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read(folder: Path, kinds: dict[str, str]) -> Reading:
    """Read all seed files of a folder; ``kinds`` maps a file's name to the kind it holds."""
    reading = Reading()
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not files:
        reading.problems.append(Problem(str(folder), 1, "folder", "there are no .yaml files here; name the folder that holds the seed"))
    for file in files:
        if file.stem in kinds:
            reading.entries.extend(_entries(file, kinds[file.stem], reading.problems))
        else:
            message = f"no kind is called so; name the file after one of: {', '.join(sorted(kinds))}"
            reading.problems.append(Problem(file.name, 1, "file name", message))
    return reading


def _entries(file: Path, kind: str, problems: list[Problem]) -> Iterator[Entry]:
    for node in _records(file, problems):
        entry = Entry(kind, file.name, None)
        try:
            entry.values = _value(node, (), entry.lines, set())
        except Refused as error:
            problems.append(Problem(file.name, _line(node), "record", str(error)))
        else:
            yield entry


def _records(file: Path, problems: list[Problem]) -> Iterable[yaml.Node]:
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problems.append(Problem(file.name, line, "file", f"not well-formed YAML: {error.problem}"))
        return []
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        problems.append(Problem(file.name, 1, "file", f"not text in UTF-8: {error}"))
        return []
    if not isinstance(root, yaml.SequenceNode):
        problems.append(Problem(file.name, 1, "file", "expected a list of records, each beginning with a hyphen"))
        return []
    return list(root.value)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _value(node: yaml.Node, path: Where, lines: dict[Where, int], seen: set[int]) -> Any:
    lines[path] = _line(node)
    if id(node) in seen:
        raise Refused(f"line {_line(node)}: anchors and aliases are not read; write the value out")
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines, seen)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, index), lines, seen) for index, item in enumerate(node.value)]
    return None if node.tag == NULL else node.value


def _mapping(node: yaml.MappingNode, path: Where, lines: dict[Where, int], seen: set[int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise Refused(f"line {_line(key)}: a field's name must be plain text")
        if key.value in found:
            raise Refused(f'line {_line(key)}: "{key.value}" stands twice; keep one')
        found[key.value] = _value(value, (*path, key.value), lines, seen)
    return found
