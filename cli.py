"""The terminal face: promptrec serve | chat | recommend | explain | import | add | tune | people | eval. Wiring only.

Heavy libraries are imported by the command that needs them, so that help and short questions answer at once.
Exit codes: 0 done, 1 something failed, 2 it cannot be done as it was asked. PROMPTREC_DEBUG=1 shows tracebacks.
"""

import json
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli_people import people

if TYPE_CHECKING:
    from concurrent.futures import Future

    from agent.agent import Agent
    from data.store import Store

DEMO_STORE = Path(__file__).parent / "demo" / "store"

commands = typer.Typer(
    help="A conversational recommender driven by prompts: it names only items you have, and says truthfully why.",
    no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False,
)

commands.add_typer(people, name="people")

StorePath = Annotated[Path | None, typer.Option("--store", help="Folder made by `promptrec import`; else the demo's.")]
Model = Annotated[str | None, typer.Option(help="Folder, hub name or URL of a language model, or 'scripted'.")]
Encoder = Annotated[str | None, typer.Option(help="Folder or hub name of a sentence encoder; else the packaged one.")]
RemoteModel = Annotated[str | None, typer.Option(help="Name of the model at that URL; key in PROMPTREC_API_KEY.")]
SessionsFile = Annotated[str | None, typer.Option("--sessions", help="File of the conversations, or ':memory:'.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
PromptsFile = Annotated[Path | None, typer.Option("--prompts", help="File of users' own prompts.")]
RankerName = Annotated[str | None, typer.Option("--ranker", help="Published way to prompt: sileo, llmrank, nir ...")]
Likes = Annotated[list[str] | None, typer.Option("--likes", help="Title or id of a liked item; may be repeated.")]
Dislikes = Annotated[list[str] | None, typer.Option("--dislikes", help="Title or id of a disliked item.")]
History = Annotated[list[str] | None, typer.Option("--history", help="Titles or ids seen, oldest first: 'A;B;C'.")]
Words = Annotated[str, typer.Option(help="Free words that say what is wanted.")]
User = Annotated[str | None, typer.Option(help="A user of the store's interactions.")]
Several = list[str] | None
Filters = Annotated[Several, typer.Option("--filter", help="genre=Comedy, year_from=1990, not.genre=War ...")]


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    try:
        done = typer.main.get_command(commands).main(
            args=None if argv is None else list(argv), prog_name="promptrec", standalone_mode=False
        )
        return done if isinstance(done, int) else 0
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except Exception as error:
        if os.environ.get("PROMPTREC_DEBUG"):
            raise
        from agent.faces.failures import exit_code, sentence

        print(f"promptrec: {sentence(error)}", file=sys.stderr)
        return exit_code(error)


@commands.command(epilog="Example: promptrec serve --store my-films --port 8000")
def serve(
    host: str = "127.0.0.1", port: int = 7860, store: StorePath = None, model: Model = None, encoder: Encoder = None,
    remote_model: RemoteModel = None, sessions: SessionsFile = None, prompts: PromptsFile = None,
) -> None:
    """Start the page and the HTTP API."""
    from concurrent.futures import Future
    from threading import Thread

    from agent.faces.listening import listen

    opened = _open(store)
    kept = sessions or _sessions_file(opened)
    with listen(host, port) as listening:
        loading: Future[Agent] = Future()
        load = Thread(target=_load, args=(loading, opened, model, encoder, remote_model, prompts), daemon=True)
        load.start()
        import uvicorn

        from agent.sessions import Sessions
        from app import create_app

        server = uvicorn.Server(uvicorn.Config(create_app(loading, Sessions(kept)), log_level="warning"))
        loading.add_done_callback(lambda done: setattr(server, "should_exit", done.exception() is not None))
        typer.echo(f"promptrec talks at http://{host}:{listening.getsockname()[1]} (API: /openapi.json)")
        typer.echo(f"Conversations are kept in {kept}; Ctrl+C ends.")
        server.run(sockets=[listening])
        if loading.done() and (error := loading.exception()) is not None:
            raise error


@commands.command(epilog='Example: echo "Something like Heat, but newer" | promptrec chat --json')
def chat(
    store: StorePath = None, model: Model = None, encoder: Encoder = None, remote_model: RemoteModel = None,
    sessions: SessionsFile = None, prompts: PromptsFile = None, user: User = None,
    session: Annotated[str | None, typer.Option(help="Go on with this conversation.")] = None, as_json: AsJson = False,
) -> None:
    """Talk in the terminal. /like 2, /why 2, /known, /forget, /quit."""
    from rich.console import Console

    from agent.faces.conversations import Conversations, new_session_id
    from agent.faces.terminal import HELP, Terminal
    from agent.loading import load_agent
    from agent.sessions import Sessions

    agent = load_agent(_open(store), model=model, encoder=encoder, remote_model=remote_model, prompts=prompts)
    console = Console(highlight=False)
    terminal = Terminal(
        Conversations(agent, Sessions(sessions or ":memory:")), session or new_session_id(), console, as_json=as_json,
        user=user,
    )
    if not as_json:
        console.print(HELP, markup=False)
    terminal.talk(lambda: input("" if as_json or not sys.stdin.isatty() else "\n> "))


@commands.command(epilog='Example: promptrec recommend --likes "The Matrix" --likes Inception --filter year_from=2000')
def recommend(
    likes: Likes = None, dislikes: Dislikes = None, history: History = None,
    wanted: Filters = None, words: Words = "",
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many items.")] = 10, user: User = None,
    store: StorePath = None, model: Model = None, encoder: Encoder = None, remote_model: RemoteModel = None,
    ranker: RankerName = None, prompts: PromptsFile = None, as_json: AsJson = False,
) -> None:
    """Recommend items to a taste, each with its reasons."""
    from agent.faces import wire
    from agent.faces.options import filters, names
    from agent.faces.terminal import listing
    from agent.loading import load_agent

    agent = load_agent(
        _open(store), model=model, encoder=encoder, remote_model=remote_model, ranker=ranker, prompts=prompts
    )
    found = agent.recommend(
        likes=likes or (), dislikes=dislikes or (), history=names(history or ()), filters=filters(wanted or ()),
        k=k, user=user, words=words,
    )
    if as_json:
        _print_json(wire.recommendation(secrets.token_hex(8), found.items, found.notice).model_dump())
    else:
        typer.echo("\n".join(listing(found.items, agent.catalogue, found.notice)))


@commands.command(epilog='Example: promptrec explain "Blade Runner" --likes "The Matrix" --versus Alien')
def explain(
    items: Annotated[list[str], typer.Argument(help="Titles or ids.")], likes: Likes = None, dislikes: Dislikes = None,
    history: History = None, wanted: Filters = None, words: Words = "", user: User = None,
    style: Annotated[str, typer.Option(help="'line' or 'paragraph'.")] = "paragraph", as_json: AsJson = False,
    versus: Annotated[str | None, typer.Option(help="An item to compare to.")] = None,
    store: StorePath = None, model: Model = None, encoder: Encoder = None, remote_model: RemoteModel = None,
) -> None:
    """Say why items suit a taste, what that rests on, and what would change it."""
    from agent.faces import wire
    from agent.faces.explained import explained, explanations
    from agent.faces.options import filters, names
    from agent.loading import load_agent

    agent = load_agent(_open(store), model=model, encoder=encoder, remote_model=remote_model)
    said = {"filters": filters(wanted or ()), "user": user, "words": words, "history": names(history or ())}
    for found in explanations(agent, items, style, versus, {**said, "likes": likes or (), "dislikes": dislikes or ()}):
        if as_json:
            _print_json(wire.explanation(found, agent.catalogue).model_dump())
        else:
            typer.echo("\n".join(explained(found)))


@commands.command("import", epilog="Example: promptrec import table films.csv --store my-films --map title=name")
def import_(
    source: Annotated[str, typer.Argument(help="movielens, table ...; a wrong name lists them all.")],
    path: Annotated[Path, typer.Argument(help="File or folder as its publisher gives it.")],
    store: Annotated[Path, typer.Option(help="Folder to make, or to replace.")],
    mapping: Annotated[Several, typer.Option("--map", help="role=column; others are guessed and printed.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Stop at the first bad row.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a store from data: all of it or, where it fails, nothing."""
    import dataclasses

    from agent.faces.options import pairs
    from data.importing import import_store

    report = import_store(source, path, store, strict=strict, mapping=pairs("--map", mapping or ()))
    if as_json:
        _print_json(dataclasses.asdict(report))
    else:
        typer.echo(str(report))


@commands.command(epilog="Example: promptrec add film.json --store my-films")
def add(
    path: Annotated[Path, typer.Argument(help="JSON: one item, a list, or one a line; a title is enough.")],
    store: Annotated[Path, typer.Option(help="Folder made by `promptrec import`; a server of it notices.")],
    as_json: AsJson = False,
) -> None:
    """Append new items to a store: all of them or, where one cannot be stored, none."""
    from agent.faces.new_items import read_new_items
    from data.appending import append_items

    added = append_items(store, read_new_items(path))
    said = [f"{item.id}: {item.label()}" for item in added] or ["nothing to add"]
    _print_json({"added": [item.id for item in added]}) if as_json else typer.echo("\n".join(said))


@commands.command(epilog="Example: promptrec tune demo --out runs/demo --set steps=500")
def tune(
    recipe: Annotated[str, typer.Argument(help="Name of a recipe, or a .toml file; a wrong name lists them all.")],
    out: Annotated[Path, typer.Option(help="Folder of the run: log, state, and at the end the model.")],
    store: StorePath = None, encoder: Encoder = None,
    settings: Annotated[Several, typer.Option("--set", help="key=value in place of the recipe's.")] = None,
    base: Annotated[str | None, typer.Option(help="Language model to start from, in place of the recipe's.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that was stopped.")] = False,
    half: Annotated[bool, typer.Option("--half", help="Save weights in half precision.")] = False,
    as_json: AsJson = False,
) -> None:
    """Tune a language model on a store, as a recipe says."""
    from agent.faces.options import pairs
    from agent.faces.progress import progress_bar
    from agent.loading import find_encoder
    from finetune.recipe import load_recipe
    from finetune.train import tune as train

    chosen = load_recipe(recipe).replaced(pairs("--set", [*(settings or ()), *([f"base={base}"] if base else [])]))
    texts = find_encoder(encoder)
    with progress_bar(hidden=as_json) as progress:
        made = train(chosen, _open(store), out, encoder=texts, resume=resume, progress=progress, half=half)
    _print_json({"model": made}) if as_json else typer.echo(f"The model is in {made}: promptrec serve --model {made}")


@commands.command("eval", epilog="Example: promptrec eval chat-safety --turns 500 --out runs/safety.json")
def evaluate(
    name: Annotated[str, typer.Argument(help="Name of a measurement; see --list.")] = "",
    listed: Annotated[bool, typer.Option("--list", help="List the measurements.")] = False,
    report: Annotated[bool, typer.Option("--report", help="Draw the page of all results.")] = False,
    store: StorePath = None, model: Model = None, encoder: Encoder = None,
    out: Annotated[Path | None, typer.Option(help="File of the result; else eval/results/NAME.json.")] = None,
    seed: Annotated[list[int] | None, typer.Option(help="May be repeated.")] = None,
    users: Annotated[int | None, typer.Option(min=1, help="Sampled users or dialogues; else 1000, or all.")] = None,
    turns: Annotated[int, typer.Option(min=1, help="Scripted turns.")] = 500,
    repeats: Annotated[int, typer.Option(min=1, help="Timed repetitions.")] = 20,
    recipe: Annotated[Several, typer.Option(help="Train and measure this one; may be repeated.")] = None,
    settings: Annotated[Several, typer.Option("--set", help="key=value of recipes, or RECIPE.key=value.")] = None,
    runs: Annotated[Path | None, typer.Option(help="Folder of models (else runs/eval/NAME) or transcripts.")] = None,
    candidates: Annotated[Path | None, typer.Option(help="File of candidates, where a measurement has one.")] = None,
    zero_shot_store: Annotated[list[Path] | None, typer.Option(help="Store to learn from for another one.")] = None,
    dialogues: Annotated[Path | None, typer.Option(help="Store whose test dialogues the chat is led through.")] = None,
    server: Annotated[str | None, typer.Option(help="Address of a running system to measure instead.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure the agent or a model by a named protocol, or draw the report of all results."""
    from agent.loading import find_encoder
    from eval import command
    from eval.options import Options
    from finetune.by_name import ByName

    options = Options(
        store, model, encoder, seeds=tuple(seed or (0,)), users=users or 1000, turns=turns, repeats=repeats,
        recipes=tuple(recipe or ()), settings=tuple(settings or ()), candidates=candidates, dialogues=dialogues,
        zero_shot_stores=tuple(zero_shot_store or ()), server=server, runs=runs, everyone=users is None,
        tuning=ByName(find_encoder(encoder)), tell=lambda line: typer.echo(line, err=True),
    )
    command.evaluate(name, options, typer.echo, listed=listed, report=report, out=out, as_json=as_json)


def _open(path: Path | None) -> "Store":
    from data.store import Store

    return Store.open(path or DEMO_STORE)


def _load(
    loading: "Future[Agent]", store: "Store", model: str | None, encoder: str | None, remote: str | None,
    prompts: Path | None,
) -> None:
    from agent.loading import load_agent

    try:
        loading.set_result(load_agent(store, model=model, encoder=encoder, remote_model=remote, prompts=prompts))
    except BaseException as error:
        loading.set_exception(error)


def _sessions_file(store: "Store") -> str:
    """One file a catalogue: a conversation about films means nothing among shoes."""
    return str(Path(typer.get_app_dir("promptrec")) / f"sessions-{store.began_as[:12]}.db")


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


if __name__ == "__main__":
    sys.exit(main())
