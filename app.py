"""The web face: a Gradio page and the HTTP API (`agent/http.py`) in one process. Wiring only.

`python app.py` is `promptrec serve`. Gradio is imported inside the function that builds the page; each browser holds
the id of its session and nothing else; what is said stays in the session store.
"""

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import resources
from typing import TYPE_CHECKING, Any

from agent.agent import Agent
from agent.faces import fragments
from agent.faces.cards import card, shares, unexplained
from agent.faces.conversations import Conversations, NotReadyError, new_session_id
from agent.faces.fragments import notice
from agent.faces.known import GROUPS, entries
from agent.faces.markup import told
from agent.faces.openers import openers
from agent.faces.requests import LONGEST_MESSAGE, clean
from agent.http import create_api
from agent.reply import Recommended, Reply
from agent.session import Session
from agent.sessions import Sessions
from prompts.lm import LanguageModelError

if TYPE_CHECKING:
    from fastapi import FastAPI

SLOTS = 5
"""Cards on the page: as many items as one chat reply lists."""
BUTTONS = {
    "like": ("Like", "Liked"), "dislike": ("Dislike", "Disliked"), "seen": ("Seen it", "Seen"), "why": ("Why?", "Why?"),
}
"""What a card offers -> the words on its button before and after."""
_TURNS = 200
"""Turns drawn on the page; older ones stay in the session."""
_LOADING = 120.0
"""Seconds a visitor waits for the model before being told to come back."""
_log = logging.getLogger(__name__)
Shown = tuple[str, tuple[str, ...]]
"""Which recommendation stands on the cards, and its items."""
Update = dict[Any, Any]
"""Component -> its new value; what is not named stays."""


def create_app(agent: Agent | Future[Agent], sessions: Sessions, *, at_once: int = 8) -> "FastAPI":
    """Page and API over one agent, ready for uvicorn. `agent` may still be loading: /readyz and the page say so.

    `at_once` chats run at the same time; more wait in the page's queue, and get 429 from the API.
    """
    # Where no event loop runs Gradio opens some of its own and never closes them.
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, _mounted(Conversations(agent, sessions), at_once)).result()


async def _mounted(conversations: Conversations, at_once: int) -> "FastAPI":
    # Before gradio is imported: afterwards it has already asked its makers for news.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    import gradio as gr

    api = create_api(conversations, at_once=at_once)
    page = _Page(conversations).build().queue(max_size=64, default_concurrency_limit=at_once, api_open=False)
    # Fonts of the system only: a themed one would be fetched from a network that need not be there.
    fonts: Any = {"font": ["system-ui", "sans-serif"], "font_mono": ["ui-monospace", "monospace"]}
    theme = gr.themes.Base(primary_hue="orange", neutral_hue="stone", **fonts)
    files = resources.files("agent.faces")
    return gr.mount_gradio_app(  # type: ignore[no-any-return]
        api, page, path="/", theme=theme, css=(files / "page.css").read_text(), js=(files / "page.js").read_text(),
        footer_links=[], run_history=False, show_error=False, max_file_size="64kb", mcp_server=False,
    )


class _Page:
    """The page's components and what happens when they are touched. Holds no word of any visitor."""

    def __init__(self, conversations: Conversations) -> None:
        self.conversations = conversations

    def build(self) -> Any:
        """Lay the page out and bind every event."""
        import gradio as gr

        def send_example(chosen: gr.SelectData, session_id: str, shown: Shown) -> Iterator[Any]:
            yield from self.send(chosen.value["text"], session_id, shown)

        private: Any = {"api_visibility": "private", "show_progress": "hidden"}
        with gr.Blocks(title="promptrec", fill_width=True, analytics_enabled=False) as page:
            self.id = gr.State("")
            self.list = gr.State(("", ()))
            self.browser = gr.BrowserState("", storage_key="promptrec-session", secret="promptrec")
            gr.HTML(fragments.HEADER)
            with gr.Row(elem_id="desk"):
                with gr.Column(elem_id="talk", min_width=280):
                    self.chat = gr.Chatbot(
                        label="Conversation", show_label=False, container=False, height=None, buttons=[],
                        allow_tags=False, sanitize_html=True, latex_delimiters=[], feedback_options=None,
                        placeholder=fragments.WELCOME,
                    )
                    self.box = gr.Textbox(
                        label="Your message", show_label=False, container=False, max_length=4_000, submit_btn="Send",
                        placeholder="A title, a mood, a wish", autofocus=True, elem_id="box",
                    )
                    self.notice = gr.HTML("", elem_id="notice")
                with gr.Column(elem_id="picks", min_width=280):
                    self.heading = gr.HTML(fragments.picks(fresh=True))
                    self.slots = [self._slot(number) for number in range(SLOTS)]
                with gr.Column(elem_id="known", min_width=220):
                    gr.HTML(fragments.KNOWN)
                    self.empty = gr.HTML(fragments.NOTHING)
                    self.groups = {
                        group: gr.CheckboxGroup([], label=heading, visible=False, elem_classes="chips")
                        for group, heading in GROUPS.items()
                    }
                    self.drop = gr.Button("Forget selected", size="sm", visible=False)
                    self.over = gr.Button("Start over", size="sm", variant="secondary", elem_id="over")
            self.outputs = [
                self.id, self.list, self.browser, self.chat, self.box, self.notice, self.heading, self.empty, self.drop,
                *self.groups.values(), *(part for slot in self.slots for part in (slot["box"], slot["card"])),
                *(slot[kind] for slot in self.slots for kind in BUTTONS),
            ]
            page.load(self.arrive, [self.browser], self.outputs, **private)
            talk: Any = {**private, "concurrency_id": "turn"}
            turn = self.box.submit(self.send, [self.box, self.id, self.list], self.outputs, **talk)
            example = self.chat.example_select(send_example, [self.id, self.list], self.outputs, **talk)
            halt = self.box.stop(None, cancels=[turn, example], **private)
            halt.then(self.stopped, [self.id], self.outputs, **private)
            self.drop.click(self.forget, [self.id, *self.groups.values()], self.outputs, **private)
            self.over.click(self.start_over, [self.id], self.outputs, **private)
            for number, slot in enumerate(self.slots):
                for kind in BUTTONS:
                    slot[kind].click(self.press(number, kind), [self.id, self.list], self.outputs, **private)
        return page

    def arrive(self, known: object) -> Update:
        """A browser opens the page: its conversation comes back, or a new one begins."""
        session_id = known if isinstance(known, str) and 16 <= len(known) <= 64 else new_session_id()
        try:
            agent = self.conversations.wait(_LOADING)
        except NotReadyError as error:
            return {self.id: session_id, self.notice: notice(str(error))}
        session = self.conversations.session(session_id) or Session(session_id)
        picks = self.conversations.listed(session)
        first = picks or unexplained(agent.recommend(k=SLOTS).items)
        return {
            self.id: session_id, self.browser: session_id, self.notice: "", **self._talk(session, examples=True),
            **self._picks("", first, session), **self._known(session), self.heading: fragments.picks(fresh=not picks),
        }

    def send(self, message: str, session_id: str, shown: Shown) -> Iterator[Any]:
        """One turn: the message at once, the answer as it comes, then cards and panel."""
        import gradio as gr

        message = clean(message or "")[:LONGEST_MESSAGE]
        if not message.strip() or not session_id:
            yield gr.skip()
            return
        session = self.conversations.session(session_id) or Session(session_id)
        yield {**self._talk(session, message, "…"), self.box: _box(running=True), self.notice: ""}
        said, stop = "", threading.Event()
        try:
            self.conversations.wait(_LOADING)
            for piece in self.conversations.stream(session_id, message, stop=stop, listed=shown[1]):
                if isinstance(piece, Reply):
                    yield {**self._answer(piece), self.box: _box(running=False)}
                else:
                    said += piece
                    yield self._talk(session, message, said)
        except (NotReadyError, LanguageModelError) as error:
            yield {**self._talk(session), self.box: _box(message), self.notice: notice(str(error))}
        except Exception:
            _log.exception("a turn of the page failed")
            failed = "That went wrong on my side, and nothing of it was kept. Please try again."
            yield {**self._talk(session), self.box: _box(message), self.notice: notice(failed)}
        finally:
            stop.set()

    def stopped(self, session_id: str) -> Update:
        """The visitor stopped the answer: the turn leaves no trace."""
        session = self.conversations.session(session_id) or Session(session_id)
        return {**self._talk(session), self.box: _box(running=False)}

    def press(self, number: int, kind: str) -> Any:
        """What the button `kind` of card `number` does."""

        def pressed(session_id: str, shown: Shown) -> Any:
            import gradio as gr

            recommendation_id, items = shown
            if not session_id or number >= len(items):
                return gr.skip()
            try:
                reply = self.conversations.feedback(
                    session_id, items[number], kind, recommendation_id=recommendation_id or None
                )
            except (KeyError, NotReadyError) as error:
                return {self.notice: notice(str(error))}
            return {**self._answer(reply), **(self._buttons(items, reply.session) if not reply.items else {})}

        return pressed

    def forget(self, session_id: str, *chosen: list[str] | None) -> Any:
        """Take back the chosen entries of what is known."""
        import gradio as gr

        session = self.conversations.drop(session_id, {key for keys in chosen for key in keys or ()})
        return gr.skip() if session is None else {**self._known(session), **self._buttons(session.last_list, session)}

    def start_over(self, session_id: str) -> Update:
        """Erase the conversation and begin a new one."""
        if session_id:
            self.conversations.forget(session_id)
        return {**self.arrive(None), self.box: _box()}

    def _answer(self, reply: Reply) -> Update:
        update = {**self._talk(reply.session), **self._known(reply.session), self.notice: notice(reply.notice or "")}
        if reply.items:
            update |= self._picks(reply.recommendation_id, reply.items, reply.session)
        return update

    def _talk(self, session: Session, message: str = "", answer: str = "", *, examples: bool = False) -> Update:
        """The conversation, and a turn in progress. Built from the session alone: a browser cannot rewrite it."""
        import gradio as gr

        agent = self.conversations.agent
        roles = {"user": "user", "agent": "assistant"}
        turns = session.turns[-_TURNS:]
        value: Any = [{"role": roles[turn.speaker], "content": told(turn.pieces, agent.catalogue)} for turn in turns]
        if message:
            value += [{"role": "user", "content": told((message,), agent.catalogue)}]
            value += [{"role": "assistant", "content": told((answer,), agent.catalogue)}]
        lines: Any = [{"text": line} for line in openers(agent)] if examples else []
        return {self.chat: gr.Chatbot(value, examples=lines) if examples else value}

    def _known(self, session: Session) -> Update:
        """The panel: one group of chips for each kind of thing that is known."""
        import gradio as gr

        known = entries(session.preferences, self.conversations.agent.catalogue)
        update: Update = {self.empty: gr.HTML(visible=not known), self.drop: gr.Button(visible=bool(known))}
        for group, box in self.groups.items():
            choices = [(entry.label, entry.key) for entry in known if entry.group == group]
            update[box] = gr.CheckboxGroup(choices=choices, value=[], visible=bool(choices))
        return update

    def _picks(self, recommendation_id: str, items: Sequence[Recommended], session: Session) -> Update:
        """The cards of a list and their buttons."""
        import gradio as gr

        items = items[:SLOTS]
        catalogue = self.conversations.agent.catalogue
        ids = tuple(item.id for item in items)
        update: Update = {self.list: (recommendation_id, ids), self.heading: fragments.picks()}
        for number, slot in enumerate(self.slots):
            update[slot["box"]] = gr.Column(visible=number < len(items))
        for slot, item, share in zip(self.slots, items, shares(items), strict=False):
            update[slot["card"]] = card(catalogue[item.id], item, share)
        return {**update, **self._buttons(ids, session)}

    def _buttons(self, items: Sequence[str], session: Session) -> Update:
        """Each button as what the user already said of its item."""
        import gradio as gr

        known = session.preferences
        said = {"like": known.liked, "dislike": known.disliked, "seen": known.seen}
        return {
            slot[kind]: gr.Button(words[item in said.get(kind, ())], elem_classes=_classes(item in said.get(kind, ())))
            for slot, item in zip(self.slots, items, strict=False)
            for kind, words in BUTTONS.items()
        }

    def _slot(self, number: int) -> dict[str, Any]:
        import gradio as gr

        with gr.Column(visible=False, elem_classes="slot", min_width=0) as box:
            html = gr.HTML("")
            with gr.Row(elem_classes="buttons"):
                buttons = {kind: gr.Button(words[0], size="sm", min_width=0) for kind, words in BUTTONS.items()}
        return {"box": box, "card": html, **buttons}


def _box(text: str = "", *, running: bool = False) -> Any:
    import gradio as gr

    return gr.Textbox(value=text, submit_btn=False if running else "Send", stop_btn="Stop" if running else False)


def _classes(said: bool) -> list[str]:
    return ["said"] if said else []


if __name__ == "__main__":
    from cli import main

    sys.exit(main(["serve", *sys.argv[1:]]))
