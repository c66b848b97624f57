"""Stand-ins for `os` that fail or stop the process at a call."""

import os
from typing import Any


class Killed(BaseException):
    """Raised where a real process would be killed."""


class DyingOs:
    """The `os` module as the disk module sees it, until the process is killed before or after one of its calls."""

    CALLS = frozenset({"open", "write", "fsync", "replace", "ftruncate", "fchmod", "unlink"})

    def __init__(self, at: int, *, after: bool) -> None:
        self.calls: list[str] = []
        self.dead = False
        self._at, self._after = at, after

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in self.CALLS:
            return real

        def call(*args: Any, **more: Any) -> Any:
            if self.dead:
                raise Killed
            self.calls.append(name)
            self.dead = len(self.calls) == self._at
            if self.dead and not self._after:
                raise Killed
            result = real(*args, **more)
            if self.dead:
                if name == "open":
                    os.close(result)
                raise Killed
            return result

        return call


CALLS = ("open", "write", "fsync", "replace", "ftruncate", "fchmod", "mkdir", "close", "unlink")


class FaultyOs:
    """The `os` module as the disk module sees it, counting its calls and failing at one of them."""

    def __init__(self, fail_at: int | None, error: BaseException) -> None:
        self.calls: list[str] = []
        self._fail_at = fail_at
        self._error = error

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in CALLS:
            return real

        def call(*args: Any, **more: Any) -> Any:
            self.calls.append(name)
            if len(self.calls) == self._fail_at:
                if name == "close":
                    real(*args, **more)
                raise self._error
            return real(*args, **more)

        return call
