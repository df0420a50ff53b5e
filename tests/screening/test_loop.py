"""Removed at noon, back at five past: found, shown, decided, and forgotten when it was wrong."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from staydown.cases import actions as cases
from staydown.cases import queries as case_queries
from staydown.cases.queries import Draft
from staydown.kernel.actors import Actor
from staydown.screening import queries, raising
from staydown.screening.actions import screen
from staydown.screening.models import Match, WatchEntry
from staydown.screening.values import Answer
from tests.support import world
from tests.support.flow import lifted
from tests.support.returning import BARE, coming_back, signing_up
from tests.support.scripted import ScriptedPlatform

pytestmark = pytest.mark.django_db


def one(actor: Actor, document: object) -> Answer:
    [answer] = screen(actor, [document])
    assert isinstance(answer, Answer)
    return answer


def test_a_removal_that_was_read_back_is_remembered(removed: UUID) -> None:
    entry = WatchEntry.objects.get()
    assert (entry.ref, entry.case_id, entry.ended_at) == ("x:handle:specimen_river", removed, None)
    assert entry.record["display_name"] == "SFDR Media"


def test_a_return_is_found_and_opens_a_case_with_its_evidence(asker: Actor, removed: UUID) -> None:
    answer = one(asker, coming_back())
    assert answer.verdict == "likely"
    [raised] = answer.matches
    assert raised.record["entry"] == "x:handle:specimen_river"
    assert raised.case != removed
    [match] = queries.matches_of(raised.case)  # type: ignore[arg-type]
    assert match.state == "open"
    assert any("specimen_river" in one["text"] for one in match.evidence)
    assert case_queries.page_of(match.case).open


def test_somebody_ordinary_is_answered_none_and_leaves_nothing(asker: Actor, removed: UUID) -> None:
    before = case_queries.queue(world.person("r", world.Role.REVIEWER).as_actor())[0]
    assert one(asker, signing_up()).verdict == "none"
    assert Match.objects.count() == 0
    assert case_queries.queue(world.person("r", world.Role.REVIEWER).as_actor())[0] == before


def test_an_event_told_twice_is_answered_the_same_and_does_nothing_twice(
    asker: Actor, removed: UUID
) -> None:
    first, second = one(asker, coming_back()), one(asker, coming_back())
    assert second.replayed
    assert second.as_json() | {"replayed": False} == first.as_json()
    assert Match.objects.count() == 1


def test_each_account_of_a_batch_gets_its_own_answer(asker: Actor, removed: UUID) -> None:
    """Even where a platform gives two sign-ups one event by mistake."""
    documents = [signing_up(1), signing_up(2) | {"event": "sign-up-1"}, coming_back(3)]
    answers = screen(asker, documents)
    assert [one.account for one in answers if isinstance(one, Answer)] == [
        "900001", "900002", "900003",
    ]  # fmt: skip


def test_a_profile_change_of_the_same_account_joins_its_case(asker: Actor, removed: UUID) -> None:
    first = one(asker, coming_back())
    again = one(asker, coming_back() | {"event": "profile-1", "occasion": "profile"})
    assert again.matches[0].case == first.matches[0].case
    assert Match.objects.count() == 1


def test_an_open_match_grows_with_the_account(asker: Actor, removed: UUID, lenient: None) -> None:
    """At registration there is a name only; the biography comes afterwards."""
    bare = coming_back(handle="specimen_other", bio=BARE)
    first = one(asker, bare)
    assert first.verdict == "possible"
    whole = coming_back(handle="specimen_other") | {"event": "profile-1", "occasion": "profile"}
    second = one(asker, whole)
    assert second.verdict == "likely"
    assert second.matches[0].match == first.matches[0].match
    match = Match.objects.get()
    assert (match.tier, match.occasion) == ("likely", "profile")
    assert "declared" in {each["signal"] for each in match.evidence}


def test_a_lifted_removal_leaves_the_watchlist_and_its_open_matches_close(
    asker: Actor, senior: Actor, removed: UUID, platform: ScriptedPlatform
) -> None:
    one(asker, coming_back())
    lifted(senior, removed)
    world.work_off(platform)
    entry = WatchEntry.objects.get()
    assert (entry.ended_why, entry.record) == ("lifted", {})
    assert Match.objects.get().state == "closed"
    assert one(asker, coming_back(2)).verdict == "none"


def test_a_cleared_account_is_not_raised_again_unless_there_is_more_to_say(
    asker: Actor, senior: Actor, removed: UUID, platform: ScriptedPlatform
) -> None:
    bare = coming_back(bio="Official channel of the Specimen Front of Dry River.")
    first = one(asker, bare)
    assert first.verdict != "none"
    cases.decide(senior, first.matches[0].case, Draft("no_action", "A namesake."))  # type: ignore[arg-type]
    world.work_off(platform)
    assert Match.objects.get().state == "not_mirror"
    assert one(asker, bare | {"event": "again"}).verdict == "none"
    assert one(asker, coming_back() | {"event": "more"}).verdict == "likely"
    assert Match.objects.count() == 2


def test_a_mirror_that_is_removed_joins_the_watchlist_and_the_chain(
    asker: Actor, senior: Actor, removed: UUID, platform: ScriptedPlatform
) -> None:
    answer = one(asker, coming_back())
    draft = Draft("remove", "It is the same page.", ground="policy", policy_ground="Rule 4")
    cases.decide(senior, answer.matches[0].case, draft)  # type: ignore[arg-type]
    world.work_off(platform)
    assert Match.objects.get().state == "mirror"
    assert WatchEntry.objects.filter(ended_at=None).count() == 2
    rows = queries.returns(senior).as_rows()
    assert rows[0]["mirror"] == "x:id:900001"
    assert rows[1]["chain"] == "x:handle:specimen_river"


def test_the_removed_account_itself_is_not_its_own_mirror(asker: Actor, removed: UUID) -> None:
    """By whichever of its names the platform tells of it."""
    document = signing_up(1, display_name="SFDR Media", handle="Specimen_River")
    document["account"]["bio"] = "Official channel of the Specimen Front of Dry River."
    assert one(asker, document).verdict == "none"


def test_two_processes_told_the_same_event_at_once(
    asker: Actor, removed: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second did not see the first's answer when it looked."""
    first = one(asker, coming_back())
    real, looks = raising.answered, iter([{}, {}])
    monkeypatch.setattr(raising, "answered", lambda *given: next(looks, None) or real(*given))
    second = one(asker, coming_back())
    assert second.replayed
    assert second.matches == first.matches
    assert Match.objects.count() == 1


def test_a_decision_on_a_referral_says_nothing_of_the_match(
    asker: Actor, senior: Actor, removed: UUID, platform: ScriptedPlatform, tmp_path: Path
) -> None:
    answer = one(asker, coming_back(handle="specimen_two"))
    batch = world.refer(tmp_path, world.Line("https://x.com/specimen_two"), name="b.csv")
    case = answer.matches[0].case
    assert case
    assert world.case_of(batch) != case  # the platform tells the number, the referral the name
    again = one(asker, coming_back(2, handle="specimen_two") | {"event": "again"})
    assert again.matches[0].case
    cases.decide(senior, case, Draft("no_action", "A namesake."))
    world.work_off(platform)
    assert Match.objects.get(case_id=case).state == "not_mirror"
