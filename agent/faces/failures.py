"""How a command says that it failed: one sentence, and a code for programs."""

from __future__ import annotations

from typer.exceptions import TyperException


def sentence(error: Exception) -> str:
    """What happened in one line, without the quotes that a KeyError puts around it."""
    if isinstance(error, TyperException):
        return " ".join(error.format_message().split())
    text = str(error.args[0]) if isinstance(error, LookupError) and error.args else str(error)
    return " ".join(text.split()) or type(error).__name__


def exit_code(error: Exception) -> int:
    """2 where it cannot be done as it was asked, 1 where something failed."""
    return 2 if isinstance(error, (TyperException, ValueError, LookupError, FileExistsError, FileNotFoundError)) else 1
