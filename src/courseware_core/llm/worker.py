"""The thread in which litellm lives, with an event loop of its own.

litellm takes seconds to import, reads files, and makes synchronous calls for some providers. None of this may
hold up the application's event loop, so nothing of litellm ever runs on it. There is one thread for the whole
process, because litellm keeps state (its clients, a queue of its own) that wants to stay on one loop.
"""

import asyncio
import atexit
import gc
import importlib
import logging
import os
import threading
import warnings
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar

from courseware_core.chat import ModelError

T = TypeVar("T")

_BEFORE_IMPORT: Final = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # else the price list is fetched over the network
    "LITELLM_MODE": "PRODUCTION",  # else a .env file of the working directory is loaded
}
_NEVER: Final = logging.CRITICAL + 1
_END_TIMEOUT_S: Final = 5.0
"""How long the end of the thread is waited for: it may be in a call that cannot be interrupted."""


class Worker:
    """A thread that imports litellm as soon as it is started, and then runs coroutines with it."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._litellm: Any = None
        self._thread = threading.Thread(target=self._run, name="litellm", daemon=True)
        atexit.register(self._stop)  # a thread that runs while Python ends may hang it or crash
        self._thread.start()

    def submit(self, work: Callable[[Any], Awaitable[T]]) -> Future[T]:
        """The outcome of `work(litellm)` in the thread. Cancelling the future cancels the work.

        The future raises ModelError when litellm cannot be imported.
        """
        return asyncio.run_coroutine_threadsafe(self._with_litellm(work), self._loop)

    async def end(self) -> None:
        """Lets go of connections and ends the thread, which is waited for, but not for ever."""
        await asyncio.to_thread(self._stop)

    def _stop(self) -> None:
        with suppress(RuntimeError):  # the loop has just been closed
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_END_TIMEOUT_S)

    async def _with_litellm(self, work: Callable[[Any], Awaitable[T]]) -> T:
        if self._litellm is None:
            raise ModelError(
                "litellm is installed but cannot be imported. Install it again with: "
                "pip install --force-reinstall 'courseware-core[llm]'",
                "down",
                attempts=0,
            )
        return await work(self._litellm)

    def _run(self) -> None:
        # What asyncio reports about a task that nobody waits for would carry the messages.
        self._loop.set_exception_handler(lambda _loop, _context: None)
        try:
            self._litellm = _imported()
            atexit.unregister(self._stop)
            atexit.register(self._stop)  # before what litellm does at exit, which is for this loop
            self._loop.run_forever()
            self._loop.run_until_complete(_let_go(self._litellm))
        finally:
            atexit.unregister(self._stop)
            self._loop.close()


def _imported() -> Any:
    """litellm, made quiet; None when it cannot be imported."""
    _quieten_logs()
    try:
        with _importing():
            litellm = importlib.import_module("litellm")
        _quieten(litellm)
    except Exception:  # noqa: BLE001 - the edge to somebody else's code: whoever uses the model is told
        return None
    return litellm


@contextmanager
def _importing() -> Iterator[None]:
    """Import as fast as possible: the garbage collector would stop every thread for up to 0.2 s at a time."""
    collecting = gc.isenabled()
    added = [name for name in _BEFORE_IMPORT if name not in os.environ]
    gc.disable()
    os.environ.update({name: _BEFORE_IMPORT[name] for name in added})
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]  # it is read during the import only
        # What was imported stays. To collect it now, or in every full collection, would stop all threads.
        gc.freeze()
        if collecting:
            gc.enable()


def _quieten(litellm: Any) -> None:
    """No message and no key on the screen or in an exception, and no download."""
    litellm.suppress_debug_info = True
    litellm.redact_messages_in_exceptions = True
    litellm.turn_off_message_logging = True
    litellm.disable_hf_tokenizer_download = True
    # It warns of unexpected replies with their contents, and drops a coroutine when it is cancelled early.
    warnings.filterwarnings("ignore", "Pydantic serializer warnings", UserWarning)
    warnings.filterwarnings("ignore", "Item .* on TypedDict class", UserWarning)
    warnings.filterwarnings("ignore", r"coroutine '.*completion' was never awaited", RuntimeWarning)
    with suppress(Warning):  # where somebody has made an error of it
        litellm.ModelResponse()  # builds classes, about which it warns; else the first call would
    _quieten_logs()  # the import sets levels of its own when the environment says so


def _quieten_logs() -> None:
    """No message and no key in a log, even in that of an application that logs everything."""
    for name in ("LiteLLM", "LiteLLM Proxy", "LiteLLM Router", "openai"):
        logging.getLogger(name).setLevel(_NEVER)
    for name in ("httpx", "httpcore", "aiohttp"):
        # Below this level they log headers, and addresses, which for some providers hold the key.
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.WARNING))


async def _let_go(litellm: Any) -> None:
    """Ends what is under way on this loop, and closes what litellm has open on it."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    if litellm is not None:
        await litellm.close_litellm_async_clients()
        litellm.in_memory_llm_clients_cache.flush_cache()


_lock: Final = threading.Lock()
_shared: list[Worker] = []
_holders: list[object] = []


def hold(holder: object) -> Worker:
    """The worker of this process, started if need be; it lives until its last holder releases it."""
    with _lock:
        if not _holders:
            _shared[:] = [Worker()]
        _holders.append(holder)
        return _shared[0]


async def release(holder: object) -> None:
    """`holder` needs the worker no longer. A second time nothing happens."""
    with _lock:
        if not any(each is holder for each in _holders):
            return
        _holders[:] = [each for each in _holders if each is not holder]
        last = None if _holders else _shared.pop()
    if last is not None:
        await last.end()
