"""What can go wrong with lists, as errors that say what to do."""

from __future__ import annotations

from staydown.kernel.errors import InputError, NotFound


class UnknownList(NotFound):
    """No list of that id; `known` names those that exist."""

    def __init__(self, list_id: str, known: list[str]) -> None:
        super().__init__(
            "unknown-list",
            f"there is no list {list_id!r}; the lists are {', '.join(known)}",
            list=list_id,
            known=known,
        )


class NotThisList(InputError):
    """The file is not what the source publishes: a web page, another list, a damaged copy."""

    def __init__(self, source: str, file: str, reason: str) -> None:
        super().__init__(
            "not-this-list",
            f"{file}: {reason}; nothing was loaded and the last good snapshot of {source} is kept",
            source=source,
            file=file,
        )


class ShrunkenList(InputError):
    """The file has far fewer entries than the last good snapshot: probably cut off."""

    def __init__(self, source: str, before: int, now: int) -> None:
        super().__init__(
            "shrunken-list",
            f"{source}: only {now} entries where the last good snapshot has {before}; nothing was "
            "loaded. If the list has really shrunk, load it with --accept-shrunken",
            source=source,
            before=before,
            now=now,
        )


class DateWanted(InputError):
    """The files bear no date, so that the person who loads them must say it."""

    def __init__(self, source: str) -> None:
        super().__init__(
            "as-of-wanted",
            f"the files of {source} bear no date: say which day they show with --as-of YYYY-MM-DD",
            source=source,
        )


class NotFetched(InputError):
    """A list could not be fetched; the last good snapshot stays in use."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(
            "not-fetched",
            f"{source} could not be fetched: {reason}; the last good snapshot is kept. A file that "
            f"was fetched by other means is loaded with: staydown lists load {source} FILE",
            source=source,
            reason=reason,
        )
