"""The rules of the house, held over its syntax trees: who may import whom, how long a file may be, what nobody does."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("data", "prompts", "finetune", "agent", "eval", "demo")
FACES = ("app", "cli", "cli_people")
MAY_IMPORT = {
    "data": set(),
    "prompts": {"data"},
    "agent": {"data", "prompts"},
    "finetune": {"data", "prompts"},
    "eval": {"data", "prompts", "agent"},
    "demo": {"data", "prompts", "finetune", "agent", "eval"},
}
HEAVY = {"torch", "transformers", "peft", "accelerate", "sentence_transformers"}
LONGEST = 300
NEVER = {"pickle", "cloudpickle", "dill", "joblib", "shelve", "marshal", "langchain", "litellm"}
FORBIDDEN_CALLS = {"eval", "exec", "__import__", "load_pickle"}


def files() -> list[Path]:
    """Every source file of ours, tests left out."""
    rooms = (path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return sorted([*rooms, *(ROOT / f"{face}.py" for face in FACES)])


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path, *, top: bool = False) -> Iterator[str]:
    """Names of imported modules; with `top` only those imported when the file is loaded."""
    for node in _loaded(tree(path)) if top else ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and not node.level:
            yield node.module


def _loaded(node: ast.AST) -> Iterator[ast.AST]:
    """What runs at import: no function bodies, nothing for type checkers only."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from _loaded(child)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def heads(names: Iterator[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_rooms_it_may(room: str) -> None:
    ours = {*ROOMS, *FACES, "tests"}
    wrong = {
        named(path): strangers
        for path in (ROOT / room).rglob("*.py")
        if (strangers := (heads(imports(path)) & ours) - MAY_IMPORT[room] - {room})
    }
    assert wrong == {}


@pytest.mark.parametrize("room", ["data", "agent"])
def test_a_room_without_models_loads_without_them(room: str) -> None:
    assert [named(path) for path in (ROOT / room).rglob("*.py") if heads(imports(path, top=True)) & HEAVY] == []


def test_the_faces_and_all_that_they_load_load_without_models() -> None:
    code = f"import sys, app, cli, agent.build, agent.loading; print(sorted(set(sys.modules) & {HEAVY | {'gradio'}!r}))"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_gradio_is_imported_only_inside_functions_of_the_page() -> None:
    assert [named(path) for path in files() if "gradio" in heads(imports(path)) and path.name != "app.py"] == []
    assert "gradio" not in heads(imports(ROOT / "app.py", top=True))


def test_the_terminal_face_loads_nothing_heavy() -> None:
    slow = {*HEAVY, *ROOMS, "gradio", "fastapi", "numpy", "rich", "app"}
    assert [face for face in ("cli", "cli_people") if heads(imports(ROOT / f"{face}.py", top=True)) & slow] == []


def test_no_file_is_longer_than_300_lines_and_half_are_short() -> None:
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
    assert statistics.median(length for name, length in lengths.items() if not name.endswith("__init__.py")) <= 120


def test_every_file_says_what_it_is_for() -> None:
    assert [named(path) for path in files() if len(ast.get_docstring(tree(path)) or "") < 20] == []


def test_nothing_is_unpickled_and_no_text_is_run() -> None:
    wrong = [named(path) for path in files() if heads(imports(path)) & NEVER]
    for path in files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called in FORBIDDEN_CALLS or called in ("torch.load", "numpy.load", "np.load"):
                    wrong.append(f"{named(path)}, line {node.lineno}: {called}")
                if any(key.arg == "trust_remote_code" and ast.unparse(key.value) != "False" for key in node.keywords):
                    wrong.append(f"{named(path)}, line {node.lineno}: trust_remote_code")
    assert wrong == []


def test_there_is_no_file_for_everything() -> None:
    assert [named(path) for path in files() if path.stem in ("utils", "util", "helpers", "misc", "common")] == []


def test_tests_have_no_packages() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_a_package_that_is_in_the_repository_is_in_the_distribution() -> None:
    said = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    inits = [path for room in ROOMS for path in (ROOT / room).rglob("__init__.py")]
    packages = {".".join(path.parent.relative_to(ROOT).parts) for path in inits}
    assert [package for package in sorted(packages) if f'"{package}"' not in said] == []
