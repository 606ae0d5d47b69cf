"""What the documents point at exists: links, pictures, and every ``kinerja`` command with its options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from pipelines.cli import main
from tests.conftest import PROJECT

DOCUMENTS = [
    *(PROJECT / name for name in ("README.md", "corrections/README.md", "examples/README.md")),
    *sorted((PROJECT / "examples" / "templates").glob("*.md")),
    *sorted((PROJECT / "docs").rglob("*.md")),
]
IMAGES = PROJECT / "docs" / "images"
FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?:^|[\s/])kinerja ([a-z]+)([^&\n]*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")

documents = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(PROJECT).as_posix())


def prose(document: Path) -> str:
    """The text without code, in which brackets are no links."""
    return INLINE.sub("", FENCE.sub("", document.read_text(encoding="utf-8")))


def anchors(document: Path) -> set[str]:
    """What a heading may be linked by, as GitHub makes it."""
    text = FENCE.sub("", document.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+?) *$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands(document: Path) -> Iterator[str]:
    """Code that may run a command: lines of terminal blocks, and inline code."""
    text = document.read_text(encoding="utf-8")
    for language, block in FENCE.findall(text):
        if language in ("", "sh"):
            yield from block.splitlines()
    yield from INLINE.findall(FENCE.sub("", text))


@documents
def test_every_relative_link_and_picture_exists(document: Path) -> None:
    for picture, label, target in LINK.findall(prose(document)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        there = document.parent / path if path else document
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target
        assert not picture or len(label) > 15, f"{target} has no alternative text"


@documents
def test_every_command_and_option_exists(document: Path) -> None:
    for code in commands(document):
        for name, rest in COMMAND.findall(code):
            command = main.commands.get(name)
            assert command is not None, code
            known = {option for parameter in command.params for option in parameter.opts}
            assert set(OPTION.findall(rest)) <= known | {"--help"}, code


def test_every_command_is_in_the_readme_and_every_picture_is_shown() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    table = readme.split("\n## Commands\n")[1].split("\n## ")[0]
    listed = {name for name, _ in COMMAND.findall("\n".join(INLINE.findall(table)))}
    assert listed == set(main.commands)
    shown = {(d.parent / target).resolve() for d in DOCUMENTS for _, _, target in LINK.findall(prose(d))}
    assert {path for path in IMAGES.iterdir() if path.suffix in (".png", ".svg")} <= shown
