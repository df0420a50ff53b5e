"""What is told of an account, and what of a message: plain values."""

from __future__ import annotations

import pytest

from staydown_synapse import record
from staydown_synapse.record import Newcomer

NOON = 1_790_000_000.0
USER = "@specimen_a:specimen.example"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Good morning, how are you? 3.5/5 and/or e.g./i.e.", ""),
        ("Join #Freedom, #آزادی! and #2026", "#Freedom #آزادی #2026"),
        ("ask @specimen_b or @specimen_c:other.example.", "@specimen_b @specimen_c:other.example"),
        ("(https://t.me/+AbC123) and t.me/specimen?x=1,", "https://t.me/+AbC123 t.me/specimen?x=1"),
        ("see www.specimen.example and specimen.example", "www.specimen.example"),
        ("#twice and #twice", "#twice"),
        ("mail specimen@specimen.example or call +92 300", ""),
        ("a#b c##d", ""),
        ("#مُزاحمت #می‌رویم", "#مُزاحمت #می‌رویم"),
    ],
)
def test_of_a_text_only_hashtags_mentions_and_links_are_told(text: str, told: str):
    assert record.signals(text) == told


def test_a_long_text_is_told_within_bounds():
    told = record.signals(" ".join(f"#specimen{number}" for number in range(5000)))
    assert len(told.split()) == record.MOST_SIGNALS
    whole = record.post({"msgtype": "m.text", "body": "x" * 10**6}, NOON, whole=True)
    assert whole is not None
    assert len(whole["text"]) == record.MOST_TEXT


@pytest.mark.parametrize("text", ["a." * 50_000, "a-" * 50_000, "#" * 50_000, "@a" * 50_000])
def test_a_text_made_to_be_slow_is_read_as_any_other(text: str):
    assert len(record.signals(text)) <= record.MOST_TEXT


@pytest.mark.parametrize(
    "content",
    [
        {"msgtype": "m.image", "body": "holiday.jpg"},
        {"msgtype": "m.text"},
        {"msgtype": "m.text", "body": {"#a": 1}},
        {"body": "#a"},
        {"msgtype": "m.text", "body": "* #a", "m.relates_to": {"rel_type": "m.replace"}},
    ],
)
def test_what_is_no_text_of_ones_own_is_not_a_post(content: dict[str, object]):
    assert record.post(content, NOON, whole=True) is None


def test_of_an_answer_the_quotation_is_left_out():
    relates = {"m.in_reply_to": {"event_id": "$specimen"}}
    content = {
        "msgtype": "m.text",
        "body": "> <@b:c> said #theirs\n\n#mine",
        "m.relates_to": relates,
    }
    assert record.post(content, NOON, whole=False) == {
        "at": "2026-09-21T14:13:20Z",
        "text": "#mine",
    }
    odd = {"msgtype": "m.text", "body": "> #mine", "m.relates_to": "odd"}
    assert record.post(odd, NOON, whole=False) == {"at": "2026-09-21T14:13:20Z", "text": "#mine"}


def test_whom_a_message_names_beside_its_text_is_a_mention():
    named = {"user_ids": ["@specimen_b:specimen.example", 7]}
    content = {"msgtype": "m.text", "body": "B: hello #tag", "m.mentions": named}
    told = record.post(content, NOON, whole=False)
    assert told is not None
    assert told["text"] == "#tag @specimen_b:specimen.example"


def test_the_record_has_the_shape_that_staydown_reads():
    seen = Newcomer({"!a:b": "#square:b", "!c:d": "!c:d"}, [{"at": "…", "text": "#tag"}])
    fields = {
        "displayname": "A", "m.tz": "Asia/Karachi", "org.staydown.bio": "We are back",
        "m.status": {"text": "away"}, "org.wherefrom": "Quetta",
    }  # fmt: skip
    assert record.account(USER, NOON, "Specimen A", fields, seen) == {
        "id": USER,
        "platform": "matrix",
        "handle": "specimen_a",
        "display_name": "Specimen A",
        "bio": "We are back\nQuetta",
        "created_at": "2026-09-21T14:13:20Z",
        "groups": ["#square:b", "!c:d"],
        "posts": [{"at": "…", "text": "#tag"}],
    }


def test_the_same_profile_is_the_same_event_and_another_is_not():
    def event(name: str | None) -> str:
        return record.event_id("profile", record.account(USER, NOON, name, {}, None))

    assert event("A") == event("A")
    assert len({event("A"), event("B"), event(None)}) == 3
    assert event("A").startswith(f"profile:{USER}:")
    assert event("\ud800")
    account = record.account(USER, NOON, None, {}, None)
    assert record.event_id("registration", account) == f"registration:{USER}"
    assert record.event_id("activity", account).startswith(f"activity:{USER}:")
