"""Somebody on the line between a laptop and the hub, on loopback: passes bytes on, slowly, not all of them, or to somebody else."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from checkpoint_app.sync import pinned


class Relay:
    """Listens at `url` and carries to a hub.

    `down` / `up`: how many bytes of one connection go through from the hub / to the hub before he hangs up on both. `wait_s` after each
    piece. `instead`: where every connection after the first goes. `answered` is called with what comes from the hub before it is passed
    on; True means that he keeps it to himself and hangs up.
    """

    def __init__(
        self,
        url: str,
        *,
        down: int | None = None,
        up: int | None = None,
        wait_s: float = 0.0,
        instead: str = "",
        answered: Callable[[bytes], bool] = lambda _piece: False,
    ) -> None:
        self._to = [pinned.address(url), pinned.address(instead or url)]
        self._down, self._up, self._wait_s, self._answered = down, up, wait_s, answered
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listening.getsockname()[1]}"
        self.seen = 0
        threading.Thread(target=self._accept, name="relay", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(self._to[min(self.seen, 1)])
                self.seen += 1
                threading.Thread(target=self._carry, args=(near, far, self._up, 0.0), daemon=True).start()
                threading.Thread(target=self._carry, args=(far, near, self._down, self._wait_s), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, most: int | None, wait_s: float) -> None:
        with suppress(OSError):
            while (most is None or most > 0) and (piece := source.recv(4096)):
                if source.getpeername() in self._to and self._answered(piece):
                    break
                time.sleep(wait_s)
                sink.sendall(piece if most is None else piece[:most])
                most = None if most is None else most - len(piece)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
