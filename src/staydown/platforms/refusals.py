"""Every reason for which a text is no account: the code (stable) and the sentence behind it."""

from __future__ import annotations

from collections.abc import Mapping

from staydown.platforms.refs import AddressError

_A_PAGE = (
    "This is {what} of {label}, not an account: send the profile's address, such as {example}."
)


def _page(what: str) -> str:
    return _A_PAGE.replace("{what}", what)


SENTENCES: Mapping[str, str] = {
    # The cell as a whole
    "empty": "The cell is empty: send the account's address, or its @name with the platform.",
    "too-long": "The text is longer than a spreadsheet cell can be: send one cell at a time.",
    "several": "There are several accounts here: send one at a time.",
    "formula": "This is a spreadsheet formula, which is never run: send the plain address as text.",
    "placeholder": "This is a remark, not an account: send the profile's address.",
    "not-an-address": "No account address is recognised here: send the profile's address.",
    "bare-word": "“{value}” may be a name, a code or a remark: "
    "write @{value} if it is an account's name, or else send the full address.",
    "email": "This is an e-mail address, not an account: send the profile's address.",
    "platform-needed": "“{value}” does not say which platform it belongs to: "
    "name the platform or send the full address.",
    "bad-reference": "This is not a canonical account reference: {rule}.",
    # Addresses
    "malformed": "This address cannot be read: copy it again from the profile's page.",
    "unknown-host": "{host} is no platform known here: send the profile's address on the platform.",
    "bare-host": _page("the front page"),
    "short-link": "This is a shortened or share link, which may lead anywhere: "
    "open it and send the address of the profile it leads to.",
    "app-store": "This is a page of an app shop, not an account: send the profile's address.",
    # Pages of a platform
    "search-page": _page("a search page"),
    "login-page": _page("a log-in or sign-up page"),
    "home-page": _page("the home page"),
    "hashtag-page": _page("a hashtag's page"),
    "explore-page": _page("an explore page"),
    "share-page": _page("a share button's page"),
    "site-page": "This is one of {label}'s own pages, not an account: "
    "send the profile's address, such as {example}.",
    "post-without-author": "This is a post on {label}, and its address does not name the author: "
    "send the profile's address, such as {example}.",
    "business-link": "This is a WhatsApp business link, which hides its number: "
    "send the phone number, such as {example}.",
    "room": "This is a Matrix room, not an account: send the user's id, such as {example}.",
    # Values that a platform does not allow
    "bad-handle": "“{value}” cannot be a name on {label}: {rule}.",
    "bad-id": "“{value}” cannot be an account's number on {label}: {rule}.",
    "bad-group": "“{value}” cannot be a group on {label}: {rule}.",
    "bad-channel": "“{value}” cannot be a channel on {label}: {rule}.",
    "bad-invite": "“{value}” cannot be an invite on {label}: {rule}.",
    "bad-phone": "“{value}” cannot be a phone number: {rule}.",
    "host-needed": "“{value}” does not say on which server of {label}: send it as {example}.",
    "bare-number": "“{value}” may be an account's number or a mistake: "
    "send the profile's address on {label}, such as {example}.",
    "phone-number": "This is a phone number, which names no account on {label}: "
    "send the profile's address, such as {example}.",
    "phone-link": "This is a link to a phone number, which names no account on Telegram publicly: "
    "send the @name, such as {example}.",
    "spreadsheet-number": "A spreadsheet has rounded this number (“{value}”) and lost its digits: "
    "format the column as text and send it again.",
}

_SHOWN = 80
"""Characters of a value that a message repeats; cells can be thousands long."""


def refusal(code: str, text: str, **facts: str) -> AddressError:
    """The error `code` about `text`; `facts` fill the blanks of its sentence."""
    shown = {key: _shortened(value) for key, value in facts.items()}
    return AddressError(code, SENTENCES[code].format(**shown), text)


def _shortened(value: str) -> str:
    return value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
