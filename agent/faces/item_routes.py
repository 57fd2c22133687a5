"""`POST /v1/items`: the door through which a catalogue grows while it is served.

Who may talk to a recommender may not fill its shop: without a key only this machine may add items, and with
PROMPTREC_ITEMS_KEY set whoever sends it as a bearer token.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Request

from agent.faces import wire
from agent.faces.admission import admit
from agent.faces.new_items import MOST_NEW, NewItem
from agent.faces.refusals import RefusedError
from agent.live import LiveCatalogue
from data.appending import KnownItemError
from data.problems import DataError

KEY = "PROMPTREC_ITEMS_KEY"
_Items = Annotated[NewItem | Annotated[list[NewItem], Body(min_length=1, max_length=MOST_NEW)], Body()]
_ANSWERS: dict[int | str, dict[str, Any]] = {status: {"model": wire.Problem} for status in (401, 403, 409)}


def growing(live: LiveCatalogue) -> APIRouter:
    """The route that adds items."""
    router = APIRouter()

    @router.post("/items", status_code=201, responses=_ANSWERS)
    def add(items: _Items, request: Request, authorization: Annotated[str, Header()] = "") -> wire.AddedItems:
        """Add one item or a list: stored durably, and recommended from now on. All of them or none."""
        admit(request, authorization, KEY, "Items are added")
        given = [items] if isinstance(items, NewItem) else items
        try:
            added = live.add(one.item() for one in given)
        except KnownItemError as error:
            raise RefusedError(409, "known_item", str(error)) from error
        except DataError as error:
            raise RefusedError(422, "invalid", str(error)) from error
        except OSError as error:
            raise RefusedError(503, "not_stored", f"The store could not be written: {error.strerror}.") from error
        return wire.AddedItems(items=[wire.catalogue_item(item) for item in added])

    return router
