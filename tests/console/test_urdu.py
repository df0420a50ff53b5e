"""The console in Urdu: right to left, and nothing left untranslated."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

import staydown.console
from staydown.kernel.permissions import Role
from staydown.referrals.actions import Submission
from tests.console.conftest import As, Return
from tests.support import world

CONSOLE = Path(staydown.console.__file__).parent
CATALOGUE = CONSOLE / "locale" / "ur" / "LC_MESSAGES" / "django.po"

_IN_TEMPLATES = re.compile(r"""{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")
_BLOCKS = re.compile(
    r"{%\s*blocktranslate[^%]*%}(.*?)(?:{%\s*plural\s*%}.*?)?{%\s*endblocktranslate", re.DOTALL
)
_IN_PYTHON = re.compile(r"""(?<![\w.])(?:_|gettext|ngettext)\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)""")


def strings() -> Iterator[str]:
    """Every text that the console marks for translation."""
    for path in CONSOLE.rglob("*.html"):
        text = path.read_text()
        yield from (one or other for one, other in _IN_TEMPLATES.findall(text))
        for block in _BLOCKS.findall(text):
            yield re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", block)
    for path in CONSOLE.rglob("*.py"):
        for quoted in _IN_PYTHON.findall(path.read_text()):
            yield "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', quoted))


def compiled() -> gettext.GNUTranslations:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_it_translates_every_string() -> None:
    catalogue = compiled()
    known = {key[0] if isinstance(key, tuple) else key for key in catalogue._catalog}
    marked = set(strings())
    assert len(marked) > 250
    assert sorted(marked - known) == []


def test_it_has_no_empty_or_doubtful_translation() -> None:
    text = CATALOGUE.read_text()
    assert "fuzzy" not in text
    entries = text.split("\n\n")[1:]
    empty = [entry for entry in entries if re.search(r'^msgstr(\[\d\])? ""$(?!\n")', entry, re.M)]
    assert empty == []


def test_it_keeps_the_placeholders_of_every_string() -> None:
    for key, value in compiled()._catalog.items():
        source = key[0] if isinstance(key, tuple) else key
        if source:
            assert sorted(re.findall(r"%\(\w+\)\w", source)) == sorted(
                re.findall(r"%\(\w+\)\w", value)
            ), source


@pytest.mark.django_db
def test_it_turns_the_page_around_when_urdu_is_chosen() -> None:
    client = Client()
    assert '<html lang="en" dir="ltr">' in client.get("/login").content.decode()
    client.post("/language", {"language": "ur", "next": "/login"})
    page = client.get("/login").content.decode()
    assert '<html lang="ur" dir="rtl">' in page
    assert "bootstrap.rtl.min.css" in page
    assert "پاس ورڈ" in page


@pytest.mark.django_db
def test_it_keeps_references_left_to_right_in_urdu(signed_in: As, batch: Submission) -> None:
    client = signed_in(Role.REVIEWER)
    client.post("/language", {"language": "ur"})
    page = client.get(f"/cases/{world.case_of(batch, 2)}").content.decode()
    assert '<bdi dir="ltr" class="ref">telegram:handle:specimen_moon</bdi>' in page
    assert "تردید شدہ" in page


@pytest.mark.django_db
def test_it_says_what_is_wrong_with_a_decision_in_urdu(signed_in: As, batch: Submission) -> None:
    client = signed_in(Role.REVIEWER)
    client.post("/language", {"language": "ur"})
    answer = client.post(f"/cases/{world.case_of(batch)}/decide", {"outcome": "remove"})
    assert "وہ حقائق لکھیں" in answer.content.decode()


#: What is in Latin letters on a page in Urdu: marked as a name, a reference or another language.
_MARKED = re.compile(
    r"<(bdi|kbd|title)\b.*?</\1>|<span lang=\"en\".*?</span>|<button[^>]*lang=\"en\".*?</button>"
    r"|\u2068.*?\u2069|<article[^>]*lang=\"en\".*?</article>",
    re.DOTALL,
)
_SPOKEN = re.compile(r"(?:aria-label|data-label|alt|title)=\"([^\"]*)\"")
_TAGS = re.compile(r"<[^>]*>")
_AS_THEY_ARE = {"Staydown", "CSV", "UTC", "Enter", "Esc"}


def latin_words(page: str) -> set[str]:
    """The words in Latin letters that a reader of the page sees or hears, and nothing explains."""
    text = _MARKED.sub(" ", page)
    heard = " ".join(_SPOKEN.findall(text))
    return set(re.findall(r"[A-Za-z]{3,}", _TAGS.sub(" ", text) + heard)) - _AS_THEY_ARE


@pytest.mark.django_db
def test_it_leaves_no_english_on_the_pages_about_returns(signed_in: As, returned: Return) -> None:
    client = signed_in(Role.SENIOR_REVIEWER)
    client.post("/language", {"language": "ur"})
    for address in ("/", f"/cases/{returned.case}", f"/cases/{returned.case}/decide", "/policies",
                    f"/policies/{returned.policy}", "/policies/new", "/screening",
                    "/deliveries", f"/cases/{returned.removed}"):  # fmt: skip
        page = client.get(address).content.decode()
        assert latin_words(page) == set(), address
    for address in ("/policies/new", f"/cases/{returned.case}/decide"):
        page = client.post(address, {"facts": "", "hours": "900", "most_hourly": "0"})
        assert page.status_code == 422
        assert latin_words(page.content.decode()) == set(), address
