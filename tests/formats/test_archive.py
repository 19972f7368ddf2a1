from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

from kb.formats.archive import SUMS, zipped

FILES = {"README.txt": b"What it is.\n", "Ελλάδα.csv": b"a,b\r\n"}


def test_the_same_files_give_the_same_bytes() -> None:
    made = zipped("harbour", FILES)
    assert made == zipped("harbour", dict(FILES))
    assert {(one.date_time, one.create_system) for one in zipfile.ZipFile(io.BytesIO(made)).infolist()} == {((1980, 1, 1, 0, 0, 0), 3)}


def test_the_sums_are_those_that_sha256sum_checks(tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(zipped("harbour", FILES))).extractall(tmp_path)
    command = ["sha256sum", "--strict", "-c", SUMS]
    done = subprocess.run(command, cwd=tmp_path / "harbour", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count(": OK")) == (0, len(FILES))


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(zipped("harbour", FILES))).extractall(tmp_path)
    (tmp_path / "harbour" / "README.txt").write_text("Something else.\n", encoding="utf-8")
    command = ["sha256sum", "-c", SUMS]
    assert subprocess.run(command, cwd=tmp_path / "harbour", capture_output=True, check=False).returncode != 0
