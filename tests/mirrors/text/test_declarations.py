"""What an account says it was, and what it only talks about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.mirrors.text.declarations import SILENT, declared_in

OLD = "specimen_old"


@pytest.mark.parametrize(
    "bio",
    [
        "Backup of @specimen_old", "formerly @specimen_old", "prev: @specimen_old",
        "my last account @specimen_old was suspended", "alt of @specimen_old",
        "old account @specimen_old got banned, follow here", "old id: specimen_old",
        "B4ckup 0f @specimen_old", "B A C K U P of @specimen_old", "my main @specimen_old is gone",
        "پرانا اکاؤنٹ @specimen_old معطل ہو گیا", "حسابي القديم @specimen_old تم إيقافه",
        "الحساب الاحتياطي لـ @specimen_old", "حساب قبلی @specimen_old مسدود شد",
        "eski hesabım @specimen_old kapatıldı", "yedek hesap @specimen_old",
        "старый аккаунт @specimen_old заблокирован", "akun lama @specimen_old kena suspend",
        "mera purana account @specimen_old band ho gaya", "hisabi al qadeem @specimen_old",
        "twitter.com/specimen_old was my account, suspended",
    ],
)  # fmt: skip
def test_it_hears_which_account_it_was(bio: str) -> None:
    assert OLD in declared_in([bio]).handles


@pytest.mark.parametrize(
    "bio",
    [
        "News about @specimen_old and others", "Parody of @specimen_old",
        "not affiliated with @specimen_old", "free @specimen_old now", "fan of @specimen_old",
        "@specimen_old has been suspended by X, reports say", "Journalist at @specimen_old",
        "RT @specimen_old: hello my new account", "my brother @specimen_old was suspended",
        "Researcher tracking accounts such as @specimen_old", "I miss @specimen_old",
    ],
)  # fmt: skip
def test_naming_an_account_is_not_being_it(bio: str) -> None:
    heard = declared_in([bio])
    assert OLD not in heard.handles
    assert OLD in heard.about


@pytest.mark.parametrize(
    "bio",
    [
        "5th account", "5th acc, previous ones suspended", "back again. Suspended 12 times",
        "twitter keeps deleting me", "my old account was suspended", "4. hesabım", "نیا اکاؤنٹ",
        "حساب جديد", "резервный аккаунт", "akun baru", "new acc, follow", "account number 7",
    ],
)  # fmt: skip
def test_it_hears_that_there_was_an_account_before(bio: str) -> None:
    assert declared_in([bio]).returning


@pytest.mark.parametrize(
    "bio",
    [
        "I account for 30 clients",
        "new account manager at Specimen",
        "follow back",
        "Check out our new page design",
        "My bank account was hacked",
        "accountant, page 3",
    ],
)
def test_ordinary_talk_of_accounts_says_nothing(bio: str) -> None:
    assert declared_in([bio]) == SILENT


def test_a_post_that_reports_a_removal_is_no_claim() -> None:
    said = "Twitter suspended @specimen_old"
    assert OLD in declared_in([said]).handles
    assert OLD in declared_in([], [said]).about


@given(st.text(), st.text())
def test_any_text_is_heard(bio: str, post: str) -> None:
    heard = declared_in([bio], [post])
    assert not heard.handles & heard.about
