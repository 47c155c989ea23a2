"""bin/release gives a version, dates the changes, and tags; where something is missing it changes nothing."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings as portal

PROJECT = '[project]\nname = "friendly-gov"\nversion = "0.1.0"\n'
LOCK = '[[package]]\nname = "aaa"\nversion = "0.1.0"\n\n[[package]]\nname = "friendly-gov"\nversion = "0.1.0"\n'


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A repository of a project with changes that are not released."""
    for name in ("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"):
        monkeypatch.setenv(name, "Người làm")
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "a@example.test")
    (tmp_path / "bin").mkdir()
    shutil.copy(Path(portal.BASE_DIR, "bin/release"), tmp_path / "bin/release")
    files = {"pyproject.toml": PROJECT, "uv.lock": LOCK, "CHANGELOG.md": "# Changelog\n\n## Unreleased\n\n- News.\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "begin")
    return tmp_path


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def release(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([folder / "bin/release", *arguments], capture_output=True, text=True)


def test_a_release_is_a_tagged_commit_with_its_version_and_its_dated_changes(project):
    assert release(project, "0.2.0", "--no-build").returncode == 0

    assert git(project, "tag").split() == ["v0.2.0"]
    assert git(project, "status", "--porcelain") == ""
    assert 'version = "0.2.0"' in git(project, "show", "v0.2.0:pyproject.toml")
    assert git(project, "show", "v0.2.0:uv.lock") == LOCK[::-1].replace("0.1.0"[::-1], "0.2.0"[::-1], 1)[::-1]
    title, *rest = git(project, "show", "v0.2.0:CHANGELOG.md").split("## ")[1:]
    assert (title, rest[0][:6], rest[0][-8:]) == ("Unreleased\n\n", "0.2.0,", "- News.\n")
    again = release(project, "0.3.0", "--no-build")
    assert (again.returncode, again.stderr) == (1, "CHANGELOG.md says nothing under Unreleased.\n")


@pytest.mark.parametrize(("version", "words"), [("0.2", "Usage"), ("0.1.0", "is not later"), ("0.2.0", "Commit first")])
def test_what_is_no_release_changes_nothing(project, version, words):
    git(project, "tag", "v0.1.0")
    if words == "Commit first":
        (project / "uv.lock").write_text("changed")

    done = release(project, version, "--no-build")

    assert done.returncode == 1
    assert words in done.stderr
    assert git(project, "rev-list", "--count", "HEAD").strip() == "1"


def test_a_release_that_does_not_build_is_taken_back(project):
    done = release(project, "0.2.0")

    assert (done.returncode, git(project, "tag")) == (1, "")
    assert "does not build" in done.stderr
    assert git(project, "show", "HEAD:pyproject.toml") == PROJECT
