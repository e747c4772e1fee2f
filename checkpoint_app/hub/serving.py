"""Runs an application over HTTPS on this machine, until it is told to stop."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import uvicorn

from checkpoint_app.errors import UserError
from checkpoint_app.hub import tls
from checkpoint_app.i18n import noop

if TYPE_CHECKING:
    from starlette.applications import Starlette

_MOST_AT_ONCE = 200
_KEEP_ALIVE_S = 30
_STOP_S = 5


class AddressInUse(UserError):
    code = "SERVER_ADDRESS_IN_USE"
    message = noop("The server cannot listen on {host}:{port}: {what}.")
    hint = noop("Choose another --port, or end the program that has it.")


def listen(host: str, port: int) -> socket.socket:
    """A socket for the server; port 0 takes a free one. Raises AddressInUse."""
    try:
        made = socket.create_server((host, port), reuse_port=False)
    except OSError as error:
        raise AddressInUse(host=host, port=port, what=error.strerror or str(error)) from error
    # asyncio asks for it only on sockets that name their protocol; without it each answer waits 40 ms for an acknowledgement.
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def server(app: Starlette, key: bytes, certificate: bytes) -> uvicorn.Server:
    """The server, not running yet. Its log says nothing of requests: who asks when is nobody's business."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        limit_concurrency=_MOST_AT_ONCE,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_STOP_S,
        ssl_context_factory=lambda _config, _default: tls.server_context(key, certificate),
    )
    return uvicorn.Server(config)


@contextlib.contextmanager
def beside(made: uvicorn.Server, listening: socket.socket) -> Iterator[str]:
    """Serves in a thread of its own while the block runs; yields the address."""
    thread = threading.Thread(target=made.run, kwargs={"sockets": [listening]}, name="server", daemon=True)
    host, port = listening.getsockname()[:2]
    thread.start()
    try:
        while not made.started and thread.is_alive():
            thread.join(0.01)
        yield f"https://{host}:{port}"
    finally:
        made.should_exit = True
        thread.join()
        listening.close()
