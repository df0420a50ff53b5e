"""What a reviewer should look at although an account was found. The codes are stable."""

from __future__ import annotations

PLATFORM_MISMATCH = "platform-mismatch"
"""The address belongs to another platform than the column or label said; the address counts."""

INVITE_REVOCABLE = "invite-revocable"
"""An invite may be revoked and replaced without the group changing."""

BOT_API_ID = "bot-api-id"
"""Written as the Bot API writes a channel's id, with -100 before it; the -100 was taken off."""

NUMBER_NOT_IN_USE_RANGE = "number-not-in-use-range"
"""The phone number has a possible length, but lies in no range that its country has given out."""

LEGACY_NAME = "legacy-name"
"""A YouTube /user/, /c/ or bare name, which need not be the @handle of the same channel."""

LEGACY_USER_ID = "legacy-user-id"
"""A Matrix id with capitals or signs that only old accounts may have; letter case is kept."""

BARE_WORD = "bare-word"
"""One word without @ or address, taken for a handle because the platform was given."""

WORDS_IGNORED = "words-ignored"
"""Other words stood around the address and were not read."""

REDIRECT_UNWRAPPED = "redirect-unwrapped"
"""The address led through a redirector that names its target; the target was read."""

USER_INFO = "user-info"
"""The address held `user@` before its host, a common disguise; only the host was believed."""

UNLISTED_HOST = "unlisted-host"
"""The host is in no list of ours: only the shape of its path says what runs there."""
