"""The loopback provider answers and fails as told. Asked by the plainest client there is."""

import http.client
import json
import socket
from collections.abc import Iterator, Mapping

import pytest

from courseware_core.testing.provider import (
    NO_CHOICES,
    Answer,
    Body,
    Cut,
    Hang,
    LoopbackProvider,
    Reply,
    Reset,
    Slow,
    Status,
)

BODY = {"model": "a-model", "messages": [{"role": "user", "content": "Why?"}]}


@pytest.fixture
def provider() -> Iterator[LoopbackProvider]:
    with LoopbackProvider() as provider:
        yield provider


def asked(provider: LoopbackProvider, timeout_s: float = 20) -> tuple[int, Mapping[str, str], str]:
    """The status, headers and body of the answer to one request."""
    connection = http.client.HTTPConnection(provider.address, timeout=timeout_s)
    try:
        connection.request("POST", "/v1/chat/completions", json.dumps(BODY), {"X-Who": "a test"})
        response = connection.getresponse()
        return response.status, dict(response.headers), response.read().decode()
    finally:
        connection.close()


def test_a_reply_is_a_chat_completion(provider: LoopbackProvider) -> None:
    provider.then(Reply("Because.", finish="length", tokens=(3, 2), model="theirs"))
    status, _, body = asked(provider)
    completion = json.loads(body)
    assert status == 200
    assert completion["choices"] == [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Because.", "refusal": None},
            "finish_reason": "length",
        }
    ]
    assert completion["usage"] == {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
    assert completion["model"] == "theirs"


def test_answers_given_come_first_and_in_order_then_the_script_speaks(provider: LoopbackProvider) -> None:
    provider.script(lambda messages: Reply(f"{messages[-1]['content']} indeed"))
    provider.then(Status(503), Body("two"))
    assert asked(provider)[0] == 503
    assert asked(provider)[2] == "two"
    assert json.loads(asked(provider)[2])["choices"][0]["message"]["content"] == "Why? indeed"


def test_requests_are_recorded_with_their_path_headers_and_messages(provider: LoopbackProvider) -> None:
    asked(provider)
    asked(provider)
    assert len(provider.requests) == 2
    request = provider.requests[0]
    assert request.path == "/v1/chat/completions"
    assert request.headers["x-who"] == "a test"
    assert request.body == BODY
    assert request.messages == BODY["messages"]


def test_usage_and_choices_can_be_left_out(provider: LoopbackProvider) -> None:
    provider.then(Reply("Because.", tokens=None), NO_CHOICES)
    assert "usage" not in json.loads(asked(provider)[2])
    assert json.loads(asked(provider)[2])["choices"] == []


def test_a_failure_has_its_status_its_code_and_when_to_come_back(provider: LoopbackProvider) -> None:
    provider.then(Status(429, "insufficient_quota", "billing", "Pay.", retry_after="7"))
    status, headers, body = asked(provider)
    assert (status, headers["Retry-After"]) == (429, "7")
    assert json.loads(body)["error"] == {
        "message": "Pay.",
        "type": "billing",
        "param": None,
        "code": "insufficient_quota",
    }


def test_a_slow_answer_comes_whole(provider: LoopbackProvider) -> None:
    provider.then(Slow(Body("slow"), pause_s=0.001))
    assert asked(provider)[2] == "slow"


def test_a_cut_answer_ends_before_its_announced_length(provider: LoopbackProvider) -> None:
    provider.then(Cut(Body("1234567890")))
    with pytest.raises(http.client.IncompleteRead) as caught:
        asked(provider)
    assert caught.value.partial == b"12345"


def test_a_reset_ends_the_connection_with_an_error(provider: LoopbackProvider) -> None:
    provider.then(Reset())
    with pytest.raises(ConnectionResetError):
        asked(provider)


@pytest.mark.parametrize("answer", [Hang(), Slow(Reply("Because."), pause_s=20)])
def test_a_client_that_tires_of_waiting_is_counted(provider: LoopbackProvider, answer: Answer) -> None:
    provider.then(answer)
    with pytest.raises(TimeoutError):
        asked(provider, timeout_s=0.05)
    assert provider.wait_for(requests=1, abandoned=1)


def test_a_connection_serves_many_requests(provider: LoopbackProvider) -> None:
    connection = http.client.HTTPConnection(provider.address, timeout=20)
    for _ in range(3):
        connection.request("POST", "/v1/chat/completions", json.dumps(BODY))
        kept = connection.sock
        assert connection.getresponse().read()
    assert connection.sock is kept
    connection.close()


def test_closing_it_ends_those_who_wait(provider: LoopbackProvider) -> None:
    provider.then(Hang())
    with socket.create_connection(provider.address.split(":"), timeout=20) as waiting:  # type: ignore[arg-type]
        waiting.sendall(b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}")
        assert provider.wait_for(requests=1)
        provider.close()
        assert waiting.recv(1) == b""
