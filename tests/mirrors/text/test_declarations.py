"""What an account says it was, and what it only talks about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.mirrors.text.declarations import MAX_HANDLES, SILENT, declared_in

OLD = "specimen_old"


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("@specimen has a new account: @specimen_b", {("specimen", "specimen_b")}),
        ("follow @specimen_b, backup of @specimen", {("specimen", "specimen_b")}),
        ("الحساب الجديد لـ @specimen هو @specimen_b", {("specimen", "specimen_b")}),
        ("lunch with @specimen and @specimen_b", set()),
        ("not the new account of @specimen: @specimen_b is a fake account", set()),
    ],
)
def test_it_hears_whom_an_account_introduces(text: str, pairs: set[tuple[str, str]]) -> None:
    assert declared_in([], [text]).introduced == pairs


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
        "twitter.com/specimen_old was my account, suspended", "پخوانی اکاونټ @specimen_old",
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
        "مداح @specimen_old", "أخبار @specimen_old", "هوادار @specimen_old",
        "@specimen_old hayranı",
        "фанат @specimen_old", "penggemar @specimen_old",
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
        "ڈیلیٹ ہونے کے بعد", "पुराना अकाउंट", "পুরনো আইডি", "حساب جدید",
        "پیام قبلا @specimen_old", "yedek hesap", "akun ke-3",
    ],
)  # fmt: skip
def test_it_hears_that_there_was_an_account_before(bio: str) -> None:
    assert declared_in([bio]).returning


@pytest.mark.parametrize(
    "bio",
    [
        "beware of @specimen_old, it is fake", "@specimen_old is not me",
        "@specimen_old نقلی ہے", "@specimen_old حساب مزيف", "@specimen_old جعلی است",
        "@specimen_old sahte hesap", "@specimen_old это фейк", "@specimen_old itu palsu",
    ],
)  # fmt: skip
def test_it_hears_which_account_is_called_a_fake(bio: str) -> None:
    heard = declared_in([bio])
    assert OLD in heard.disowned
    assert OLD not in heard.handles


@pytest.mark.parametrize(
    "bio",
    [
        "parody account", "fans of the specimen", "not the real specimen", "tribute to specimen",
        "فین پیج", "حساب محاكاة ساخرة", "صفحه هواداران", "hayran sayfası", "фан-клуб", "penggemar",
    ],
)  # fmt: skip
def test_it_hears_who_only_poses(bio: str) -> None:
    assert declared_in([bio]).posing
    assert not declared_in([], [bio]).posing


def test_a_handle_without_its_sign_is_a_hint_where_it_returns() -> None:
    assert OLD in declared_in(["new acc (specimen_old)"]).hinted
    assert not declared_in(["specimen_old and tea"]).hinted


def test_no_more_handles_are_kept_than_anybody_has() -> None:
    said = " ".join(f"backup of @specimen{number}" for number in range(300))
    assert len(declared_in([said]).handles) == MAX_HANDLES


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


@pytest.mark.parametrize("pattern", ["@ab ", "my account ", "backup of ", "a.", "ﷺ", "old : "])
def test_a_hostile_text_is_cut_short(pattern: str) -> None:
    heard = declared_in([pattern * 20_000], [pattern * 20_000])
    assert len(heard.handles) <= MAX_HANDLES
    assert len(heard.about) <= MAX_HANDLES


@given(st.text(), st.text())
def test_any_text_is_heard(bio: str, post: str) -> None:
    heard = declared_in([bio], [post])
    assert not heard.handles & heard.about
