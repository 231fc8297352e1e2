"""A surface's own command: whatever goes wrong is told in a sentence, and which exit code it has."""

import asyncio
import sys
from collections.abc import Callable, Collection, Coroutine
from typing import Any

from courseware_core.chat import ModelError
from courseware_core.errors import ContentError, CoursewareError
from courseware_core.surfaces.deployment import SettingsError

BAD_USAGE = 2
INTERRUPTED = 130


def carried_out(
    work: Callable[[], Coroutine[Any, Any, int]], *, needs: Collection[str], not_installed: str
) -> int:
    """The exit code of `work`: 0 done, 1 could not be done, 2 wrong settings. Every fault is told.

    `needs` are the packages of the surface's optional part, and `not_installed` is said where one is missing.

    Raises: ModuleNotFoundError of any other package.
    """
    try:
        return asyncio.run(work())
    except SettingsError as error:
        return failed(str(error), BAD_USAGE)
    except ContentError as error:
        return failed(error.whole)
    except (CoursewareError, ModelError) as error:
        return failed(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in needs:
            raise
        return failed(not_installed)


def failed(sentence: str, code: int = 1) -> int:
    """The exit code, once the sentence is told on standard error."""
    sys.stderr.write(f"courseware: {sentence}\n")
    return code
