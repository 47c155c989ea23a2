"""A connection that can be interrupted: a small TCP proxy between Chromium and the live server."""

import socket
import threading
from contextlib import suppress


class Line:
    """Listens on its own port and forwards bytes; `cut()` drops every connection, `restore()` accepts them again.

    `let(count)` forwards that many more bytes of the browser and then cuts; with `mute` it then sends
    nothing more on the open connections without closing them, as when a phone leaves the network.
    """

    def __init__(self, server_url: str):
        host, _, port = server_url.rpartition("//")[2].partition(":")
        self._server = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://{host}:{self._listener.getsockname()[1]}"
        self.sent = 0
        self._left = None
        self.is_cut = threading.Event()
        self._is_muting = False
        self._muted: set[socket.socket] = set()
        self._closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def let(self, count: int, *, mute: bool = False) -> None:
        with self._lock:
            self._left, self._is_muting = count, mute

    def cut(self) -> None:
        self.is_cut.set()
        with self._lock:
            self._left = None
            if self._is_muting:
                self._muted |= self._open
                return
            for end in self._open:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def restore(self) -> None:
        self.is_cut.clear()

    def close(self) -> None:
        self._closing.set()
        self._is_muting = False
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            if self.is_cut.is_set():
                browser.close()
                continue
            server = socket.create_connection(self._server)
            with self._lock:
                self._open |= {browser, server}
            threading.Thread(target=self._hand_on, args=(browser, server, True), daemon=True).start()
            threading.Thread(target=self._hand_on, args=(server, browser, False), daemon=True).start()

    def _hand_on(self, source, target, is_counted) -> None:
        with suppress(OSError):
            while piece := source.recv(16384):
                if is_counted and self._is_over(len(piece)):
                    self.cut()
                    if not self._is_muting:
                        break
                if source in self._muted:
                    self._closing.wait()
                    break
                target.sendall(piece)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            with self._lock:
                self._open.discard(end)
            end.close()

    def _is_over(self, count) -> bool:
        with self._lock:
            self.sent += count
            if self._left is None:
                return False
            self._left -= count
            return self._left < 0
