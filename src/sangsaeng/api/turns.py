"""Large bodies are read one after the other, so that none together take all the memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sangsaeng.api.problems import RefusedError, refuse_busy

LARGE_BYTES = 256 * 1024
_AT_ONCE = 2
_PATIENCE_S = 5.0


class Turns:
    """So many at once in a process; the others wait, in no thread, and hear `busy` in the end."""

    def __init__(self, at_once: int = _AT_ONCE, patience_s: float = _PATIENCE_S) -> None:
        self._free, self._patience_s = asyncio.Semaphore(at_once), patience_s

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Callable[[], None]]:
        """A turn, or RefusedError. What it gives is called from any thread once the body is read:
        the work that follows is nobody's hindrance."""
        try:
            async with asyncio.timeout(self._patience_s):
                await self._free.acquire()
        except TimeoutError:
            raise RefusedError(refuse_busy()) from None
        loop, over = asyncio.get_running_loop(), False

        def give_back() -> None:
            nonlocal over
            if not over:
                over = True
                self._free.release()

        try:
            yield lambda: _tell(loop, give_back)
        finally:
            give_back()


def _tell(loop: asyncio.AbstractEventLoop, give_back: Callable[[], None]) -> None:
    loop.call_soon_threadsafe(give_back)
