"""`/v1/users/NAME`: what is kept of a user, their prompt, and forgetting them; for the builder's own server.

Names can be guessed, so these doors are not for everybody: without a key only this machine may use them, and with
PROMPTREC_USERS_KEY set whoever sends it as a bearer token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Request, Response

from agent.faces import wire
from agent.faces.admission import admit
from agent.faces.conversations import Conversations
from agent.faces.refusals import RefusedError
from agent.faces.requests import PromptRequest
from agent.users import Users, keep_prompts

if TYPE_CHECKING:
    from prompts.personal_prompts import PersonalPrompts

KEY = "PROMPTREC_USERS_KEY"
_Name = Annotated[str, Path(min_length=1, max_length=500)]
_ANSWERS: dict[int | str, dict[str, Any]] = {status: {"model": wire.Problem} for status in (401, 403)}


def _admitted(request: Request, authorization: Annotated[str, Header()] = "") -> None:
    admit(request, authorization, KEY, "Users are looked up and forgotten")


def of_users(conversations: Conversations) -> APIRouter:
    """The routes of single users."""
    router = APIRouter(dependencies=[Depends(_admitted)], responses=_ANSWERS)

    @router.get("/users/{user}")
    def known(user: _Name) -> wire.KnownUser:
        """What do you know about me: all that is kept under a name."""
        return wire.KnownUser(**wire.plain(_users(conversations, with_store=True).known(user)))

    @router.delete("/users/{user}")
    def forget(user: _Name) -> wire.ForgottenUser:
        """Forget me: conversations, feedback and prompt of a user are erased; also fine where nothing is kept."""
        gone = _users(conversations, with_store=False).forget(user)
        making = conversations.agent.making
        left = 0 if making is None else len(making.store.interactions.history(user))
        return wire.ForgottenUser(sessions=gone["sessions"], prompts=gone["prompts"], events_left=left)

    @router.put("/users/{user}/prompt", status_code=201, responses={409: {"model": wire.Problem}})
    def keep(user: _Name, asked: PromptRequest) -> wire.KeptPrompt:
        """Make a user's prompt of what they tell. The profile itself is not stored."""
        agent, prompts = conversations.agent, _prompts(conversations)
        traits = [f"{kind}: {value}" for kind, values in asked.profile.items() for value in values]
        try:
            keep_prompts(agent.making and agent.making.lm, prompts, {user: traits})
        except ValueError as error:
            raise RefusedError(422, "invalid", str(error)) from error
        return wire.KeptPrompt(bytes=prompts.bytes_each, model=prompts.model)

    @router.get("/users/{user}/prompt", response_class=Response, responses={404: {"model": wire.Problem}})
    def export(user: _Name) -> Response:
        """A user's prompt as a safetensors file."""
        data = _prompts(conversations).export(user)
        if data is None:
            raise RefusedError(404, "unknown_user", "No prompt is kept under this name.")
        return Response(data, media_type="application/octet-stream", headers={"Cache-Control": "no-store"})

    return router


def _users(conversations: Conversations, *, with_store: bool) -> Users:
    agent = conversations.agent
    store = agent.making.store if with_store and agent.making is not None else None
    return Users(store, conversations.sessions, agent.prompts)


def _prompts(conversations: Conversations) -> PersonalPrompts:
    prompts = conversations.agent.prompts
    if prompts is None:
        raise RefusedError(409, "no_prompts", "No prompts are kept here; serve with --prompts and a tuned --model.")
    return prompts
