"""What went wrong at a provider, without a word of what was said. Owns the reading of litellm's exceptions.

litellm's exceptions carry the messages and their classes do not tell what happened, so only the HTTP status,
known codes and the headers are read from them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Final

from courseware_core.chat import Cause

_QUOTA: Final = (
    "insufficient_quota",
    "billing_hard_limit_reached",
    "billing_not_active",
    "credit balance is too low",
)
_REFUSED: Final = ("content_filter", "content_policy_violation", "responsibleaipolicyviolation")
_TOO_LONG: Final = (
    "context_length_exceeded",
    "string_above_max_length",
    "prompt is too long",
    "request_too_large",
)
_NO_MODEL: Final = ("model_not_found", "deploymentnotfound", "invalid_model")
_CHECK_BASE: Final = "Check the base URL, if there is one: it usually ends in /v1."
_AGAIN: Final = {408, 409, 425, 429}
_BROKEN: Final = {"ClientError", "HTTPError", "APIConnectionError", "OSError"}
"""Names of the base classes of what aiohttp, httpx, openai and Python raise when a connection fails."""

_UNCONNECTED: Final = {
    *("ConnectTimeout", "ClientConnectorError", "ConnectionRefusedError", "gaierror"),
    *("LocalProtocolError", "UnsupportedProtocol", "InvalidURL"),
}
"""And when there was none: nothing was sent."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one try failed. `again` says that another may not; `status` is None without an answer.

    `charged` says that the provider may have worked on it all the same, and charge for it.
    """

    cause: Cause
    sentence: str
    again: bool = False
    status: int | None = None
    retry_after_s: float | None = None
    charged: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a try was for.

    `who` is the provider in words, `name` the model string, `key` the variable that holds the API key, empty
    when that is not known. `missing` are the variables that litellm wants for this model but does not find;
    a server that `is_own` may do without them.
    """

    who: str
    name: str
    key: str
    missing: Sequence[str]
    is_own: bool = False

    def no_key(self) -> str:
        """That there is none, and what to set."""
        wanted = self.missing or ([self.key] if self.key else [])
        return f"There is no API key for {self.who}. Set {' or '.join(wanted) or 'the variables it needs'}."


def read(error: Exception, asked: Asked) -> Failure:
    """What `error`, raised by litellm, means."""
    chain = list(_chain(error))
    headers = _headers(chain)
    if headers is None:
        return _without_answer(chain, asked)
    statuses = [getattr(each, "status_code", None) for each in chain]
    # The innermost is what the provider sent. litellm makes others of some.
    status = next((each for each in reversed(statuses) if isinstance(each, int)), 500)
    return _with_status(status, _said(chain), _retry_after_s(headers), asked)


def _with_status(status: int, said: str, retry_after_s: float | None, asked: Asked) -> Failure:
    who, name = asked.who, asked.name

    def failure(cause: Cause, sentence: str, *, again: bool = False) -> Failure:
        return Failure(cause, sentence[:1].upper() + sentence[1:], again, status, retry_after_s)

    if status == 402 or _any(_QUOTA, said):
        return failure(
            "denied",
            f"The account at {who} has no credit left (status {status}). Add some, or use another model.",
        )
    if status in {401, 403}:
        if asked.missing:
            return failure("denied", asked.no_key())
        where = f" in {asked.key}" if asked.key else ""
        return failure(
            "denied",
            f"{who} does not accept the API key (status {status}). Check the key{where} and what it may do.",
        )
    if _any(_REFUSED, said):
        return failure("refused", f"the content filter of {who} did not let the messages pass.")
    if status == 413 or _any(_TOO_LONG, said):
        return failure(
            "too_long",
            f"the messages are too long for {name} (status {status}). Use a model with a larger context.",
        )
    if status < 400 or status in {404, 405} or _any(_NO_MODEL, said):
        return failure(
            "no_model",
            f"{who} has no model {name} there (status {status}). Check the name. {_CHECK_BASE}",
        )
    if status in {429, 529} or (status == 503 and retry_after_s is not None):
        return failure(
            "busy",
            f"{who} has too much to do, or limits how often it is asked (status {status}). Wait, or ask for "
            "a higher limit.",
            again=True,
        )
    if status >= 500 or status in _AGAIN:
        return failure(
            "down",
            f"{who} cannot answer at present (status {status}). Wait, or use another model.",
            again=True,
        )
    return failure(
        "too_long",
        f"{who} does not accept what is asked of {name} (status {status}): the messages may be too long, or "
        "a setting unknown to it. Use another model.",
    )


def _without_answer(chain: Sequence[BaseException], asked: Asked) -> Failure:
    wanted = next((each.name for each in chain if isinstance(each, ImportError) and each.name), "")
    if wanted:
        package = wanted.partition(".")[0]
        return Failure("no_model", f"{asked.name} needs the Python package {package!r}. Install it.")
    kinds = {base.__name__ for each in _others(chain) for base in type(each).__mro__}
    if kinds & _BROKEN:
        return Failure(
            "down",
            f"There is no connection to {asked.who}, or it broke off. Check the network. {_CHECK_BASE}",
            again=True,
            charged=not kinds & _UNCONNECTED,
        )
    status = getattr(chain[0], "status_code", None)
    if (asked.missing and not asked.is_own) or status in {401, 403}:
        return Failure("denied", asked.no_key())
    if status == 400:
        return Failure("no_model", f"litellm cannot ask {asked.name} in this way. Use another model.")
    return Failure(
        "garbled",
        f"What came from {asked.who} is not a model's reply. {_CHECK_BASE}",
        again=True,
        charged=True,
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and those that led to it, the last one first."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _others(chain: Sequence[BaseException]) -> Sequence[BaseException]:
    # Exceptions of litellm's own are connection errors by class, whatever has happened.
    return [each for each in chain if not type(each).__module__.startswith("litellm")]


def _headers(chain: Sequence[BaseException]) -> Mapping[str, str] | None:
    """The headers of the answer, with names in lower case; None when there was no answer."""
    for each in chain:
        headers = getattr(each, "litellm_response_headers", None) or getattr(each, "headers", None)
        if headers:
            return {str(name).lower(): str(value) for name, value in dict(headers).items()}
    return None


def _said(chain: Sequence[BaseException]) -> str:
    """All that a provider says about a failure, to look for known codes in. It never leaves this module."""
    parts: list[Any] = [getattr(each, part, "") for each in chain for part in ("body", "code", "message")]
    return " ".join(str(part) for part in parts).lower()


def _any(codes: Sequence[str], said: str) -> bool:
    return any(code in said for code in codes)


def _retry_after_s(headers: Mapping[str, str]) -> float | None:
    """How long the provider asks to be left alone. A date is compared with the provider's own clock."""
    asked = headers.get("retry-after", "")
    if asked.replace(".", "", 1).isdecimal():
        return float(asked)
    try:
        until, now = (parsedate_to_datetime(each) for each in (asked, headers.get("date", "")))
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=UTC) - now.replace(tzinfo=UTC)).total_seconds())
