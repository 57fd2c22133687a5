"""`promptrec people`: prompts of single users in a file, what is known of a user, and forgetting them everywhere.

Heavy libraries are imported by the command that needs them.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from agent.users import Users

people = typer.Typer(help="Users by name: their prompts, what is known of them, forgetting them.", no_args_is_help=True)
_User = Annotated[str, typer.Argument(help="Name or id of the user.")]
_Prompts = Annotated[Path | None, typer.Option(help="File of users' prompts.")]
_Store = Annotated[Path | None, typer.Option(help="Folder made by `promptrec import`.")]
_Sessions = Annotated[Path | None, typer.Option(help="File of the conversations.")]


@people.command(epilog="Example: promptrec people prompt --model runs/ppr/model --store my-films --prompts people.db")
def prompt(
    model: Annotated[str, typer.Option(help="Folder of a model with a soft prompt that reads profiles (ppr_light).")],
    store: Annotated[Path, typer.Option(help="Store the model was tuned on, with profiles where no --user is given.")],
    prompts: Annotated[Path, typer.Option(help="File of users' prompts; made where it is not there.")],
    user: Annotated[str | None, typer.Option(help="One user alone, of whom --trait tells.")] = None,
    trait: Annotated[list[str] | None, typer.Option(help="age=25-34, gender=female ...; may be repeated.")] = None,
) -> None:
    """Make prompts: of all profiles of a store, or of what is told of one user. Profiles are not stored in the file."""
    from agent.faces.options import pairs
    from agent.users import keep_prompts
    from data.store import Store
    from prompts.kept_prompt import open_prompts
    from prompts.load import load_language_model

    opened = Store.open(store)
    told = {name: profile.traits for name, profile in opened.profiles.items()}
    if user is not None:
        told = {user: tuple(f"{kind}: {value}" for kind, value in pairs("--trait", trait or ()).items())}
    elif trait:
        raise ValueError("--trait tells of one user; name them with --user")
    elif not told:
        raise ValueError(f"{opened.name} has no profiles; tell of a user with --user NAME --trait kind=value")
    lm = load_language_model(model, opened)
    kept = open_prompts(lm, prompts)  # type: ignore[arg-type]
    count = keep_prompts(lm, kept, told)
    said = f"{count:,} prompts of {kept.bytes_each:,} bytes are kept in {prompts}"
    typer.echo(f"{said}: promptrec serve --model {model} --prompts {prompts}")


@people.command(epilog="Example: promptrec people known ada --store my-films --prompts people.db")
def known(user: _User, store: _Store = None, prompts: _Prompts = None, sessions: _Sessions = None) -> None:
    """Print all that is kept of a user, as JSON."""
    typer.echo(json.dumps(_users(store, prompts, sessions).known(user), ensure_ascii=False, indent=1, default=str))


@people.command(epilog="Example: promptrec people forget ada --store my-films --prompts people.db --sessions talk.db")
def forget(user: _User, store: _Store = None, prompts: _Prompts = None, sessions: _Sessions = None) -> None:
    """Erase a user from the files that are named. Models that were tuned on them are not changed."""
    gone = _users(store, prompts, sessions).forget(user)
    typer.echo(f"Erased: {', '.join(f'{count:,} {what}' for what, count in gone.items())}.")


@people.command(epilog="Example: promptrec people export ada --prompts people.db --out ada.safetensors")
def export(
    user: _User, prompts: Annotated[Path, typer.Option(help="File of users' prompts.")],
    out: Annotated[Path, typer.Option(help="File to write; it is a copy, which `forget` does not know of.")],
) -> None:
    """Write a user's prompt as a safetensors file."""
    from data.atomic import write_file
    from prompts.personal_prompts import PersonalPrompts

    data = PersonalPrompts.existing(prompts).export(user)
    if data is None:
        raise LookupError(f"no prompt of {user!r} is kept in {prompts}")
    write_file(out, data)
    typer.echo(f"{len(data):,} bytes: {out}")


def _users(store: Path | None, prompts: Path | None, sessions: Path | None) -> "Users":
    from agent.sessions import Sessions
    from agent.users import Users
    from data.store import Store
    from prompts.personal_prompts import PersonalPrompts

    if store is None and prompts is None and sessions is None:
        raise ValueError("name where to look: --store, --prompts or --sessions")
    if sessions is not None and not sessions.is_file():
        raise FileNotFoundError(f"{sessions} is no file of conversations")
    return Users(
        None if store is None else Store.open(store), None if sessions is None else Sessions(sessions),
        None if prompts is None else PersonalPrompts.existing(prompts),
    )  # fmt: skip
