"""Who may use the doors of an API that are not for everybody: who has a key, or this machine where none is set."""

from __future__ import annotations

import hmac
import os
from ipaddress import ip_address

from fastapi import Request

from agent.faces.refusals import RefusedError


def admit(request: Request, authorization: str, variable: str, done: str) -> None:
    """Let a request in or raise RefusedError. `variable` of the environment may hold the key that a bearer token must
    be; `done` says what is done here ("Items are added").
    """
    key = os.environ.get(variable)
    if key:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {key}".encode()):
            raise RefusedError(401, "key", f"Send the key of {variable} as 'Authorization: Bearer KEY'.")
    elif request.client is not None and not _near(request.client.host):
        raise RefusedError(403, "elsewhere", f"{done} from this machine, or with a key: set {variable}.")


def _near(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        # A client inside this process has a name and no address.
        return True
