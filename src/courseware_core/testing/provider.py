"""A provider of language models on this machine, that answers and fails as told.

`LoopbackProvider` speaks the protocol of OpenAI's chat completions, as every provider and local server that
can be used through `openai/<model>` and a base URL does. Tests go through the real client library to it.
"""

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Self, TypeAlias, assert_never

_MODEL = "a-loopback-model"


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's reply.

    `text` None is a message without content. `tokens` are those of the messages and of the reply; None
    leaves the usage out. `finish` is the reason why the reply ends: `stop`, `length`, `content_filter`.
    `refusal` is what a model says when it declines. `model` is the name that the reply bears.
    """

    text: str | None
    finish: str = "stop"
    tokens: tuple[int, int] | None = (12, 7)
    refusal: str | None = None
    model: str = _MODEL


@dataclass(frozen=True, slots=True)
class Status:
    """A failure, with the `code` and `type` of the error and its message.

    `retry_after` is the header of that name: seconds, or a date as HTTP writes it.
    """

    status: int
    code: str | None = None
    type: str | None = None
    message: str = "It did not work."
    retry_after: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """Status 200 with any body at all, such as one that is no JSON."""

    text: str


@dataclass(frozen=True, slots=True)
class Slow:
    """The bytes of another answer one by one, with a pause of `pause_s` seconds before each."""

    answer: "Reply | Status | Body"
    pause_s: float = 0.05


@dataclass(frozen=True, slots=True)
class Cut:
    """The first half of the body of another answer, whose length was announced; then the connection ends."""

    answer: "Reply | Status | Body"


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer, for as long as the client waits."""


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset without an answer."""


Answer: TypeAlias = Reply | Status | Body | Slow | Cut | Hang | Reset
"""What a provider does with a request."""

NO_CHOICES: Final = Body(json.dumps({"id": "c", "object": "chat.completion", "model": _MODEL, "choices": []}))
"""A reply that holds none."""

Script: TypeAlias = Callable[[Sequence[Mapping[str, str]]], Answer]
"""From the messages of a request, each with its `role` and `content`, to the answer."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent. Names of `headers` are in lower case."""

    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: Mapping[str, Any] = field(repr=False)

    @property
    def messages(self) -> Sequence[Mapping[str, str]]:
        """The messages, each with its `role` and `content`."""
        messages: Sequence[Mapping[str, str]] = self.body["messages"]
        return messages


class LoopbackProvider:
    """A server at `base`, until it is closed. Answers in the order given, then by the script.

    >>> with LoopbackProvider() as provider:
    ...     provider.script(lambda messages: Reply(f"You said {messages[-1]['content']!r}."))
    ...     provider.then(Status(503), Reset())   # the first two requests fail
    ...     provider.base.startswith("http://127.0.0.1:")
    True
    """

    def __init__(self, *answers: Answer) -> None:
        self._answers = deque(answers)
        self._script: Script = lambda _: Reply("I see.")
        self._requests: list[Request] = []
        self._abandoned = 0
        self._changed = threading.Condition()
        self._connections: set[socket.socket] = set()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Host and port, such as `127.0.0.1:40123`."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def base(self) -> str:
        """The base URL to configure."""
        return f"http://{self.address}/v1"

    @property
    def requests(self) -> tuple[Request, ...]:
        """All requests so far, in the order they came."""
        with self._changed:
            return tuple(self._requests)

    def then(self, *answers: Answer) -> None:
        """These are the next answers, after those already given."""
        with self._changed:
            self._answers.extend(answers)

    def script(self, script: Script) -> None:
        """What answers when no answer is left that was given."""
        self._script = script

    def wait_for(self, *, requests: int = 0, abandoned: int = 0, timeout_s: float = 60) -> bool:
        """Whether so many requests have come and were abandoned, at the latest after `timeout_s` seconds.

        A request is abandoned when the client goes away during `Hang` or `Slow`.
        """
        with self._changed:
            return self._changed.wait_for(
                lambda: len(self._requests) >= requests and self._abandoned >= abandoned, timeout_s
            )

    def close(self) -> None:
        """Ends the server and every connection to it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        with self._changed:
            for connection in self._connections:
                _hang_up(connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def answer(self, request: Request) -> Answer:
        """What is answered to `request`, which is recorded."""
        with self._changed:
            self._requests.append(request)
            self._changed.notify_all()
            if self._answers:
                return self._answers.popleft()
        return self._script(request.messages)

    def abandon(self) -> None:
        """A client has gone away before it was answered."""
        with self._changed:
            self._abandoned += 1
            self._changed.notify_all()

    def connected(self, connection: socket.socket) -> None:
        """A client has connected."""
        with self._changed:
            self._connections.add(connection)

    def disconnected(self, connection: socket.socket) -> None:
        """A connection is about to be closed."""
        with self._changed:
            self._connections.discard(connection)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, provider: LoopbackProvider) -> None:
        self.provider = provider
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle of an answer is nothing to report."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server
    connection: socket.socket

    def setup(self) -> None:
        super().setup()
        self.server.provider.connected(self.connection)

    def finish(self) -> None:
        self.server.provider.disconnected(self.connection)
        super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing: a test looks at the requests."""

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.path, headers, json.loads(self.rfile.read(length) or b"{}"))
        self._do(self.server.provider.answer(request))

    def _do(self, answer: Answer) -> None:
        match answer:
            case Reply() | Status() | Body():
                head, body = _bytes(answer)
                self.wfile.write(head + body)
            case Slow(inner, pause_s):
                self.close_connection = True
                for byte in b"".join(_bytes(inner)):
                    if self._client_is_gone_after(pause_s):
                        self.server.provider.abandon()
                        return
                    self.wfile.write(bytes((byte,)))
            case Cut(inner):
                self.close_connection = True
                head, body = _bytes(inner)
                self.wfile.write(head + body[: len(body) // 2])
            case Hang():
                self.close_connection = True
                self._client_is_gone_after(None)
                self.server.provider.abandon()
            case Reset():
                self.close_connection = True
                # Closing with this option set sends a reset instead of an orderly end.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            case _:
                assert_never(answer)

    def _client_is_gone_after(self, seconds: float | None) -> bool:
        """A client that waits for an answer sends nothing: whatever can be read is its end."""
        self.connection.settimeout(seconds)
        try:
            return not self.connection.recv(1)
        except TimeoutError:
            return False
        except OSError:
            return True
        finally:
            self.connection.settimeout(None)


def _bytes(answer: Reply | Status | Body) -> tuple[bytes, bytes]:
    status, more, content = 200, "", ""
    match answer:
        case Reply():
            content = json.dumps(_completion(answer))
        case Body(text):
            content = text
        case Status():
            error = {"message": answer.message, "type": answer.type, "param": None, "code": answer.code}
            status, content = answer.status, json.dumps({"error": error})
            more = f"Retry-After: {answer.retry_after}\r\n" if answer.retry_after is not None else ""
        case _:
            assert_never(answer)
    body = content.encode()
    head = (
        f"HTTP/1.1 {status} As told\r\nDate: {formatdate(usegmt=True)}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n{more}\r\n"
    )
    return head.encode(), body


def _completion(reply: Reply) -> Mapping[str, Any]:
    message = {"role": "assistant", "content": reply.text, "refusal": reply.refusal}
    completion: dict[str, Any] = {
        "id": "chatcmpl-loopback",
        "object": "chat.completion",
        "created": 0,
        "model": reply.model,
        "choices": [{"index": 0, "message": message, "finish_reason": reply.finish}],
    }
    if reply.tokens is not None:
        prompt, written = reply.tokens
        completion["usage"] = {
            "prompt_tokens": prompt,
            "completion_tokens": written,
            "total_tokens": prompt + written,
        }
    return completion


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already
