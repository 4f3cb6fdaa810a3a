"""Every error that `digest` reports to a person, each with its exit code and a hint.

    DigestError            1
    ├── ChecksFailed       1   the rendered issue has findings at error level
    ├── ConfigError        2   digest.toml, ads.toml, .env, the subscribers file
    ├── MachineError       2   a full disk, a folder that may not be written to
    ├── SourceError        3   a feed, page, folder or table could not be read
    ├── TemplateError      4   a theme or one of its templates is wrong
    ├── SendingIncomplete  5   some recipients are still pending: run again
    │   └── ServerError    5   the mail server cannot be reached or refuses us
    └── Refused            6   already sent, too late, or not confirmed
        └── Busy           6   somebody else is at it just now: the next run goes on
            └── Changed    6   somebody has changed the issue meanwhile: look at it anew

An error says what is wrong (`message`), where (`where`: a file, key or line) and what to do (`hint`).
"""

from __future__ import annotations

import errno


class DigestError(Exception):
    """The root of the tree. `str()` gives one or two lines for a person, without a traceback."""

    exit_code = 1

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        first = f"{self.where}: {self.message}" if self.where else self.message
        return f"{first}\n{self.hint}" if self.hint else first


class ChecksFailed(DigestError):
    """The issue was rendered, but a check found an error in it."""

    exit_code = 1


class ConfigError(DigestError):
    """Something that a person wrote (config, ads, subscribers) cannot be used as it stands.

    `others` are further faults that were found with it: its hint says how many.
    """

    exit_code = 2

    def __init__(self, message: str, *, where: str = "", hint: str = "", others: tuple[ConfigError, ...] = ()) -> None:
        more = f" ({len(others)} more after this)" if others else ""
        super().__init__(message, where=where, hint=f"{hint}{more}".strip())
        self.faults: tuple[ConfigError, ...] = (
            (ConfigError(message, where=where, hint=hint), *others) if others else (self,)
        )
        """All of them, each by itself."""


class MachineError(DigestError):
    """What the operating system will not do."""

    exit_code = 2


_ROOM = "make room on that disk, and run it again"
_REMEDIES = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EROFS: "it is on a disk that can only be read: write elsewhere",
}


def explained(error: OSError, *, path: str = "") -> MachineError:
    """What the operating system will not do, as an error for a person; at `path` where it names none itself."""
    hint = _REMEDIES.get(error.errno or 0, "check the path, its permissions and free space")
    return MachineError(error.strerror or str(error), where=path or str(error.filename or ""), hint=hint)


class SourceError(DigestError):
    """One source could not be read; `collect` records it and goes on with the others."""

    exit_code = 3


class TemplateError(DigestError):
    """A theme, or one template of it, is missing or wrong."""

    exit_code = 4


class SendingIncomplete(DigestError):
    """Recipients are still pending. Nothing is lost: running again resumes."""

    exit_code = 5


class ServerError(SendingIncomplete):
    """The mail server cannot be reached, or does not let us in."""


class Refused(DigestError):
    """`digest` will not do this: already sent, too late, or not confirmed."""

    exit_code = 6


class Busy(Refused):
    """Somebody else is at it just now, as they may be: nothing is wrong, and nobody needs to do anything."""


class Changed(Busy):
    """Somebody has changed the issue in the meantime: what they decided counts, and whoever looks anew sees it."""
