"""How people write account addresses in a spreadsheet: one account, many forms.

A `Subject` is an account with its canonical reference and every way of writing it that leads to
that very reference. All are invented: handles and codes contain `specimen`, phone numbers come
from the range that Ofcom reserves for drama (+44 7700 900000 to 900999).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

LABELS: dict[str, tuple[str, ...]] = {
    "x": ("X", "X (Twitter)", "Twitter", "ٹوئٹر"),
    "facebook": ("Facebook", "facebook ", "FB", "فیس بک"),
    "instagram": ("Instagram", "IG", "Insta"),
    "whatsapp": ("WhatsApp", "Whatsapp", "WA", "واٹس ایپ"),
    "telegram": ("Telegram", "TG", "telegram channel", "ٹیلیگرام"),
    "matrix": ("Matrix", "matrix "),
}
"""What stands in the platform column."""

_SYLLABLES = (
    "bal", "bur", "dil", "gar", "hab", "jir", "kesh", "lur", "mash", "mir", "naz", "pan", "qan",
    "rud", "sham", "sor", "spin", "tal", "tor", "wan", "zar",
)  # fmt: skip
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing an address; a `bare` one needs the platform column to be understood."""

    text: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """An account of a platform: its reference, and the forms in which people write it."""

    platform: str
    kind: str
    value: str
    forms: tuple[Form, ...]

    @property
    def ref(self) -> str:
        """The canonical text `platform:kind:value`."""
        return f"{self.platform}:{self.kind}:{self.value}"


class Addresses:
    """Makes subjects, never the same twice."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._taken: set[str] = set()
        self._phones = random.sample(range(1000), 1000)

    def make(self, platform: str) -> Subject:
        """A new account of `platform`, of any of its kinds."""
        makers = _MAKERS[platform]
        while True:
            subject = self._random.choice(makers)(self)
            if subject.ref not in self._taken:
                self._taken.add(subject.ref)
                return subject

    def matrix(self, user_id: str) -> Subject:
        """The account of a user who is known already."""
        forms = (Form(user_id, bare=True), Form(f"https://matrix.to/#/{user_id}"))
        return Subject("matrix", "id", user_id, forms)

    def x_handle(self) -> Subject:
        """At most 15 characters: X's own rule."""
        name = ("specimen" + self._word(1) + self._random.choice(("", "_")) + self._word(1))[:15]
        shown = self._mixed(name)
        forms = (
            Form(f"https://x.com/{shown}"),
            Form(f"https://www.x.com/{shown}/with_replies"),
            Form(f"https://twitter.com/{shown}?s=20&t=abc"),
            Form(f"http://mobile.twitter.com/{shown}/"),
            Form(f"x.com/{shown}/status/{self._digits(18)}"),
            Form(f"@{shown}", bare=True),
        )
        return Subject("x", "handle", name, forms)

    def x_number(self) -> Subject:
        """A numeric id, beyond 2^53 as X's are."""
        number = "8" + self._digits(18)
        forms = (
            Form(f"https://x.com/i/user/{number}"),
            Form(f"https://twitter.com/intent/user?user_id={number}"),
        )
        return Subject("x", "id", number, forms)

    def facebook_handle(self) -> Subject:
        """Dots and case do not count on Facebook."""
        name = f"specimen{self._word(2)}{self._digits(2)}"
        dotted = f"{name[:8]}.{name[8:]}"
        forms = (
            Form(f"https://web.facebook.com/{self._mixed(name)}"),
            Form(f"https://ur-pk.facebook.com/{dotted}/?__tn__=C"),
            Form(f"fb.com/{name}"),
            Form(f"https://www.facebook.com/{dotted}"),
        )
        return Subject("facebook", "handle", name, forms)

    def facebook_number(self) -> Subject:
        """A profile without a name of its own."""
        number = "9900" + self._digits(11)
        forms = (
            Form(f"https://www.facebook.com/profile.php?id={number}"),
            Form(f"facebook.com/profile.php?id={number}"),
            Form(f"https://m.facebook.com/profile.php?id={number}&mibextid=ZbWKwL"),
            Form(f"https://facebook.com/people/Specimen-Zar/{number}/"),
        )
        return Subject("facebook", "id", number, forms)

    def facebook_group(self) -> Subject:
        """A group has an id of its own kind."""
        number = "9901" + self._digits(11)
        forms = (
            Form(f"https://www.facebook.com/groups/{number}/?ref=share"),
            Form(f"https://www.facebook.com/groups/{number}/"),
        )
        return Subject("facebook", "group", number, forms)

    def instagram(self) -> Subject:
        """Instagram's handles may hold dots, and there they count."""
        name = f"specimen{self._word(1)}{self._random.choice('._')}{self._word(1)}"
        forms = (
            Form(f"https://www.instagram.com/_u/{name}"),
            Form(f"instagram.com/{name}/reels/"),
            Form(f"https://instagram.com/{self._mixed(name)}?igsh=MzRlODBiNWFlZA=="),
            Form(f"https://www.instagram.com/{name}/"),
            Form(f"@{name}", bare=True),
        )
        return Subject("instagram", "handle", name, forms)

    def whatsapp_phone(self) -> Subject:
        """A number reserved for fiction."""
        last = f"{self._phones.pop():03}"
        digits = f"447700900{last}"
        forms = (
            Form(f"+44 7700 900{last}", bare=True),
            Form(f"00{digits}", bare=True),
            Form(f"https://wa.me/{digits}"),
            Form(f"wa.me/+{digits}"),
            Form(f"https://api.whatsapp.com/send?phone={digits}&text=salam"),
        )
        return Subject("whatsapp", "phone", f"+{digits}", forms)

    def whatsapp_group(self) -> Subject:
        """An invitation to a group: 22 letters and digits."""
        code = "Specimen" + self._code(14)
        forms = (
            Form(f"https://chat.whatsapp.com/{code}"),
            Form(f"chat.whatsapp.com/invite/{code}"),
        )
        return Subject("whatsapp", "group", code, forms)

    def whatsapp_channel(self) -> Subject:
        """A channel's id begins with 0029Va."""
        code = "0029VaSpecimen" + self._code(8)
        forms = (
            Form(f"https://whatsapp.com/channel/{code}"),
            Form(f"https://www.whatsapp.com/channel/{code}"),
        )
        return Subject("whatsapp", "channel", code, forms)

    def telegram_handle(self) -> Subject:
        """Telegram's handles do not tell upper from lower case."""
        name = f"specimen{self._word(2)}_{self._random.choice(('ch', 'official', self._digits(3)))}"
        shown = self._mixed(name)
        forms = (
            Form(f"https://t.me/{shown}"),
            Form(f"t.me/s/{shown}"),
            Form(f"https://telegram.me/{shown}/42"),
            Form(f"https://telegram.dog/{name}"),
            Form(f"tg://resolve?domain={shown}"),
            Form(f"@{shown}", bare=True),
        )
        return Subject("telegram", "handle", name, forms)

    def telegram_invite(self) -> Subject:
        """An invitation to a private channel: case counts."""
        code = "Aspecimen" + self._code(7)
        forms = (
            Form(f"https://t.me/+{code}"),
            Form(f"https://t.me/joinchat/{code}"),
            Form(f"tg://join?invite={code}"),
        )
        return Subject("telegram", "invite", code, forms)

    def telegram_number(self) -> Subject:
        """A private channel, known by a link to one of its messages."""
        number = "9" + self._digits(9)
        forms = (
            Form(f"https://t.me/c/{number}/{self._digits(3)}"),
            Form(f"t.me/c/{number}/1"),
        )
        return Subject("telegram", "id", number, forms)

    def _word(self, syllables: int) -> str:
        return "".join(self._random.choice(_SYLLABLES) for _ in range(syllables))

    def _digits(self, count: int) -> str:
        return str(self._random.randrange(10 ** (count - 1), 10**count))

    def _code(self, count: int) -> str:
        return "".join(self._random.choice(_LETTERS) for _ in range(count))

    def _mixed(self, text: str) -> str:
        """`text` in random case, as handles are copied from posters."""
        return "".join(self._random.choice((char.upper(), char, char)) for char in text)


_MAKERS: dict[str, Sequence[Callable[[Addresses], Subject]]] = {
    "x": (Addresses.x_handle,) * 5 + (Addresses.x_number,),
    "facebook": (
        *(Addresses.facebook_handle,) * 2,
        *(Addresses.facebook_number,) * 3,
        Addresses.facebook_group,
    ),
    "instagram": (Addresses.instagram,),
    "whatsapp": (
        *(Addresses.whatsapp_phone,) * 3,
        *(Addresses.whatsapp_group,) * 2,
        Addresses.whatsapp_channel,
    ),
    "telegram": (
        *(Addresses.telegram_handle,) * 4,
        Addresses.telegram_invite,
        Addresses.telegram_number,
    ),
}

NOT_ACCOUNTS: tuple[tuple[str, str], ...] = (
    ("X (Twitter)", ""),
    ("WA", ""),
    ("Telegram", "account deleted"),
    ("Insta", "N/A"),
    ("Facebook", "see attached screenshot"),
    ("X", "https://x.com/search?q=specimen&f=user"),
    ("Twitter", "https://x.com/home"),
    ("ٹوئٹر", "https://twitter.com/hashtag/specimen"),
    ("FB", "https://www.facebook.com/login/?next=specimen"),
    ("Facebook", "https://www.facebook.com/"),
    ("فیس بک", '=HYPERLINK("http://127.0.0.1/specimen","click")'),
    ("FB", '=HYPERLINK("http://127.0.0.1/specimen2","open")'),
    ("IG", "https://www.instagram.com/p/CspecimenAbc1/"),
    ("Instagram", "https://instagram.com/explore/tags/specimen/"),
    ("Insta", "12"),
    ("Twitter", "https://exa mple"),
    ("Telegram", "https://t.me/"),
    ("واٹس ایپ", "ask the duty officer"),
    ("TG", "press@specimen.example"),
    ("X", "https://x.com/i/web/status/1159284746163544740"),
)
"""Platform column and account cell of rows that name no account: each must be sent back."""

_DECORATIONS: tuple[Callable[[str], str], ...] = (
    lambda text: f"\u200b{text}",
    lambda text: f"\u00a0{text}\u200e",
    lambda text: f"\u200f{text}\u200e",
    lambda text: f" {text}\t",
    lambda text: f" {text}.",
)


def decorated(text: str, random: Random) -> str:
    """`text`, now and then with the invisible marks and blanks that copying brings along."""
    return random.choice(_DECORATIONS)(text) if random.random() < 0.2 else text
