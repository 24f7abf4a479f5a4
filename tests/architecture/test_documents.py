"""The documents point at what is there: links, files, and every command."""

import argparse
import re
from pathlib import Path

import pytest

from builder.cli.commands import COMMANDS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_to_a_file(document):
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8"))
    files = [target for target in targets if "://" not in target]
    assert [file for file in files if not (document.parent / file).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_and_benchmark_that_a_document_names_exists(document):
    names = re.findall(r"\b(?:tests|benchmarks|builder)/[\w/]+\.(?:py|jsonl)\b", document.read_text(encoding="utf-8"))
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_the_command_line_document_lists_every_command():
    text = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^python -m builder (\w+)", text, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_the_command_line_document_lists_every_option(command):
    text = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    parser = argparse.ArgumentParser(add_help=False)
    command.takes(parser)
    options = {option for action in parser._actions for option in action.option_strings if option.startswith("--")}
    (line,) = re.findall(rf"^python -m builder {command.name}\b.*$", text, re.MULTILINE)
    assert options - set(re.findall(r"--[a-z-]+", line)) == set()


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150
