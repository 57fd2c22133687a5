"""The README's tree: one line for each file, made of what the file says of itself in its first sentence.

    python docs/tree.py             write the tree between the marks in README.md anew
    python docs/tree.py --check     say what is not true of it, and fail

A line comes from the docstring of a module, from the first comment of a template, recipe, style sheet or script, and
for a folder from its `__init__.py`. Only the standard library, so that it runs without an environment.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- tree: made by docs/tree.py -->", "<!-- end of tree -->"
ROOMS = ("app.py", "cli.py", "data", "prompts", "finetune", "agent", "eval", "demo")
AROUND = (
    "docs", ".ci", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "Makefile", "pyproject.toml", "constraints.txt",
)  # fmt: skip
GIVEN = {
    "docs": "what is worth reading beside the code",
    "docs/screenshot.png": "the page, as it looks",
    ".ci": "what a change must pass",
    "demo/store": "842 films with facts of our own: items.jsonl and its card, store.json",
    "demo/lm": "the small language model, its tokenizer and its card, README.md",
    "eval/results": "every measured figure, one JSON file a measurement",
    "tests": "mirrors the rooms; fast, without a network",
    "tests/conversations": "twenty transcripts that any good agent should pass, and the checks that they use",
    "pyproject.toml": "what the package is and needs; the settings of ruff, mypy and pytest",
    "constraints.txt": "every version, pinned",
    "Makefile": "demo, test, lint, fix",
    "LICENSE": "Apache-2.0",
    "CHANGELOG.md": "what changed for a user",
    "CONTRIBUTING.md": "how to add a part, and the house rules",
}
"""Lines of what cannot speak for itself."""
CLOSED = {"demo/store", "demo/lm", "eval/results", "tests/conversations"}
"""Folders that stand as one line."""
SUFFIXES = {".py", ".toml", ".css", ".js", ".md", ".png"}
WIDTH = 100
"""Longest text of a line, in characters."""

_SENTENCE = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\bet al)(?<!\bsec)(?<!\bvs)[.!?](?=\s+[A-Z`\"]|\s*$)")
_CUTS = (": ", " (", "; ", ", ", " and ", " ")


def main() -> int:
    """Write or check the tree; 1 where it was not true."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where the tree is not true")
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, (_, after) = text.partition(BEGIN)[0], text.partition(END)[::2]
    wanted = f"{before}{BEGIN}\n{tree()}{END}{after}"
    if not parser.parse_args().check:
        readme.write_text(wanted, encoding="utf-8")
        return 0
    had, made = set(text.splitlines()), set(wanted.splitlines())
    for line in sorted(made ^ had):
        print(("- " if line in had else "+ ") + line.strip())
    if text != wanted:
        print("the README's tree is out of date; run `make tree`", file=sys.stderr)
    return int(text != wanted)


def tree() -> str:
    """The tree as Markdown: the rooms open, their tests folded away."""
    rooms, tests = _block(ROOMS), _block(("tests",))
    around = _block(AROUND)
    folded = f"<details>\n<summary>The tests, one file for each file of the rooms</summary>\n\n{tests}\n</details>\n"
    return f"{rooms}\n{around}\n{folded}"


def _block(names: tuple[str, ...]) -> str:
    lines = [line for name in names for line in _lines(ROOT / name, 0)]
    width = max(len(name) for name, _ in lines) + 2
    return "\n".join(["```", *(f"{name:{width}}{text}".rstrip() for name, text in lines), "```", ""])


def _lines(path: Path, depth: int) -> Iterator[tuple[str, str]]:
    """(name, text) of a file or folder and all in it: files first, then folders."""
    indent = "  " * depth
    if path.is_file():
        yield indent + path.name, _short(GIVEN.get(_named(path)) or _said(path))
        return
    yield f"{indent}{path.name}/", _short(GIVEN.get(_named(path)) or _said(path / "__init__.py"))
    if _named(path) in CLOSED:
        return
    for one in sorted(path.iterdir(), key=lambda one: (one.is_dir(), one.name)):
        if _stands(one):
            yield from _lines(one, depth + 1)


def _stands(path: Path) -> bool:
    """Whether a file or folder has a line: no caches, no `__init__.py` (its folder speaks for it), no empty folders."""
    if path.name.startswith(("__", ".")):
        return False
    if path.is_dir():
        return _named(path) in CLOSED or any(_stands(one) for one in path.iterdir())
    return path.suffix in SUFFIXES or path.parent.name == ".ci"


def _said(path: Path) -> str:
    """What a file says of itself, whole."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if path.suffix == ".py":
        return ast.get_docstring(ast.parse(text)) or _mirrored(path)
    if path.suffix == ".md":
        return next((line.lstrip("# ") for line in text.splitlines() if line.startswith("# ")), "")
    comments = [line.strip() for line in text.splitlines() if not line.startswith("#!")]
    start = next((number for number, line in enumerate(comments) if line.startswith(("#", "//", "/*"))), None)
    if start is None:
        return ""
    block = []
    for line in comments[start:]:
        if not line.startswith(("#", "//", "/*", "*")):
            break
        block.append(line.strip("#/* "))
    return " ".join(block)


def _mirrored(path: Path) -> str:
    """`tests/agent/faces/test_cards.py` without a docstring of its own speaks of `agent/faces/cards.py`."""
    if not path.name.startswith("test_"):
        return ""
    return f"tests of {_named(path.parent).removeprefix('tests/')}/{path.name.removeprefix('test_')}"


def _short(text: str) -> str:
    """The first sentence, without its full stop; a long one is cut where it pauses."""
    text = " ".join(text.split("\n\n")[0].split())
    found = _SENTENCE.search(text)
    text = text[: found.start()] if found else text.rstrip(".")
    if len(text) <= WIDTH:
        return text
    cut = next(place for pause in _CUTS if (place := text.rfind(pause, 30, WIDTH)) > 0)
    return text[:cut]


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main())
