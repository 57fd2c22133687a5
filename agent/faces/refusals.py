"""How the HTTP API says no: one JSON shape, a code for programs and a sentence for people, whatever went wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from agent.faces import wire
from agent.faces.conversations import NotReadyError
from agent.finding.histories import UnknownUserError
from agent.reading.naming import UnknownItemError

_RETRY = {"Retry-After": "2"}
_log = logging.getLogger(__name__)


class RefusedError(Exception):
    """A request that is not served: HTTP status, code for programs, sentence for people."""

    def __init__(
        self, status: int, code: str, message: str, *, near: tuple[str, ...] = (), retry: bool = False
    ) -> None:
        super().__init__(message)
        problem = wire.Problem(code=code, message=message, near=list(near))
        self.response = JSONResponse(problem.model_dump(), status, headers=_RETRY if retry else None)


def answer_refusals(api: FastAPI) -> None:
    """Make every error of an API answer in the one shape; what nobody foresaw is logged and told as 500."""
    api.add_exception_handler(RefusedError, _refused)
    api.add_exception_handler(NotReadyError, _not_ready)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _http_error)
    api.add_exception_handler(Exception, _unexpected)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    return error.response


async def _not_ready(request: Request, error: Exception) -> Response:
    return RefusedError(503, "not_ready", str(error), retry=True).response


async def _invalid(request: Request, error: Exception) -> Response:
    """The first few faults as sentences; what was sent is not echoed, it may be huge."""
    assert isinstance(error, RequestValidationError)
    faults = [f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in error.errors()[:5]]
    return RefusedError(422, "invalid", "; ".join(faults)[:1_000]).response


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return RefusedError(error.status_code, f"http_{error.status_code}", str(error.detail)).response


async def _unexpected(request: Request, error: Exception) -> Response:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return RefusedError(500, "internal", "The server made a mistake; its log says more.").response


@contextmanager
def refusing() -> Iterator[None]:
    """Says what an agent refuses as the API says it: unknown users and items, and requests that make no sense."""
    try:
        yield
    except UnknownUserError as error:
        raise RefusedError(404, "unknown_user", str(error), near=error.near) from error
    except UnknownItemError as error:
        raise unknown_item(error) from error
    except ValueError as error:
        raise RefusedError(422, "invalid", str(error)) from error


def unknown_item(error: UnknownItemError) -> RefusedError:
    """The refusal of an item that the catalogue does not have, with titles near it."""
    return RefusedError(404, "unknown_item", str(error.args[0]), near=error.near)
