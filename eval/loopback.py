"""An ASGI application on a free port of this machine, in a thread, for as long as a block runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from agent.faces.listening import listen

_START_S = 30.0


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Yields the base URL. Raises TimeoutError where the server does not start within 30 s."""
    import uvicorn

    with listen("127.0.0.1", 0) as listening:
        config = uvicorn.Config(app, log_level="error", ws="none", lifespan="auto", timeout_graceful_shutdown=2)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + _START_S
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise TimeoutError(f"the server did not start within {_START_S:.0f} s; its log says why")
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
