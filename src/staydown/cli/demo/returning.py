"""The second half of the story: 400 people register, and some of them were here before.

The homeserver runs the module of `integrations/synapse` in hold mode; the API that it asks is the
product's own web server. As before, the one thing that is not real is the reviewer.
"""

from __future__ import annotations

import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from staydown.cases import actions as cases
from staydown.cases import queries as case_queries
from staydown.cases.rules import Draft
from staydown.cli.demo.homeserver import AT_ONCE, Homeserver
from staydown.cli.demo.newcomers import Newcomer, newcomers
from staydown.cli.demo.story import Story, deliver
from staydown.cli.demo.world import Member
from staydown.cli.serving import web_command
from staydown.kernel import actors, clock, keys, people
from staydown.kernel.actors import Actor
from staydown.kernel.errors import ConfigurationError
from staydown.kernel.permissions import Role
from staydown.screening import actions as screening
from staydown.screening import queries

MODULES = Path(__file__).resolve().parents[4] / "integrations" / "synapse"
ROOM = "specimen-tea"
_HOST = "127.0.0.1"


@dataclass(slots=True)
class Returns:
    """What came of the newcomers, for the summary and the checks."""

    everybody: list[Newcomer] = field(default_factory=list)
    seconds_to_hold: list[float] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    flagged: set[str] = field(default_factory=set)
    freed: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    asked: int = 0

    def of_kind(self, kind: str, among: set[str]) -> list[Newcomer]:
        """The newcomers of a kind whose name is in a set."""
        return [one for one in self.everybody if one.kind == kind and one.user.name in among]


@contextmanager
def screening_server(folder: Path) -> Iterator[str]:
    """The web server's address, while it runs beside the story."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        port = probe.getsockname()[1]
    with (folder / "web.log").open("wb") as log:
        process = subprocess.Popen(web_command(_HOST, port), stdout=log, stderr=log)
    try:
        yield f"http://{_HOST}:{port}"
    finally:
        process.terminate()
        process.wait()


def open_doors(homeserver: Homeserver, url: str, reviewer: Actor) -> None:
    """A policy that two people signed, a key, and the module on the homeserver."""
    draft = case_queries.PolicyDraft(
        name="Hold sure returns",
        tier="likely",
        hours=24,
        ground="policy",
        basis="Community rules, section 4: no return of a removed account",
        ends_at=clock.now() + timedelta(days=30),
        most_hourly=100,
    )
    second, _ = people.add(
        actors.shell(), "demo-counsel", f"{keys.DEFAULT_DAYS} specimen days", [Role.LEGAL]
    )
    policy = cases.draft_policy(reviewer, draft)
    cases.sign_policy(reviewer, policy.id)
    cases.sign_policy(second.as_actor(), policy.id)
    _, key = keys.make(actors.shell(), "our homeserver", ["screening.screen"])
    _wait_for(url, key)
    module = {
        "module": "staydown_synapse.module.Staydown",
        "config": {"url": url, "key": key, "mode": "hold", "client": True, "timeout_ms": 5000},
    }
    registration = {
        "enable_registration": True,
        "enable_registration_without_verification": True,
    }
    homeserver.restart({"modules": [module], **registration}, MODULES)


def register(story: Story, homeserver: Homeserver) -> Returns:
    """Everybody signs up; those behind a mirror's connection last, when it has been removed."""
    gone = set(story.removed) - {story.undone}
    removed = [one for one in story.world.community.members if _ref(homeserver, one) in gone]
    found = Returns(newcomers(removed, _texts(story, removed)))
    late = [one for one in found.everybody if "behind" in one.how]
    early = [one for one in found.everybody if one not in late]
    _sign_up(found, homeserver, early)
    return found


def register_late(found: Returns, homeserver: Homeserver) -> None:
    """Two more, who share the network of a mirror that is removed by now."""
    _sign_up(found, homeserver, [one for one in found.everybody if "behind" in one.how])


def wait_for_reports(found: Returns, homeserver: Homeserver, reviewer: Actor) -> None:
    """Until what newcomers do has been told for a while, and note who was held and flagged.

    The module gathers for two seconds; counts are added to the table every other second.
    """
    before, quiet = -1, 0
    while quiet < 4:
        time.sleep(1)
        _look(found, homeserver, reviewer)
        quiet = quiet + 1 if found.asked == before else 0
        before = found.asked


def _look(found: Returns, homeserver: Homeserver, reviewer: Actor) -> None:
    names = {homeserver.user_id(one.user.name): one.user.name for one in found.everybody}
    for match in queries.matches(reviewer, limit=1000):
        name = names[match.ref.removeprefix("matrix:id:")]
        (found.held if match.hold else found.flagged).add(name)
    found.flagged -= found.held
    counts = queries.figures(reviewer, clock.now() - timedelta(hours=2), clock.now())
    found.asked = counts.total


def decide(found: Returns, homeserver: Homeserver, reviewer: Actor) -> None:
    """Every case that a match opened, by the demo reviewer, who knows the truth."""
    mirrors = {one.user.name for one in found.everybody if one.kind == "mirror"}
    names = {homeserver.user_id(one.user.name): one.user.name for one in found.everybody}
    cases_of: dict[Any, str] = {
        match.case: names[match.ref.removeprefix("matrix:id:")]
        for match in queries.matches(reviewer, state="open", limit=1000)
    }
    for case, name in cases_of.items():
        page = case_queries.case_page(reviewer, case)
        is_mirror = name in mirrors
        verdict = "mirror" if is_mirror else "not_mirror"
        judged = {
            one.id: verdict if number == 0 else "undecided"
            for number, one in enumerate(queries.matches_of(case))
            if one.state == "open"
        }
        draft = _REMOVE if is_mirror else _RELEASE
        screening.decide(reviewer, case, draft, judged, seen=len(page.decisions))
        (found.removed if is_mirror else found.freed).add(name)
    deliver()


_REMOVE = Draft(
    "remove",
    "The account continues one that was removed.",
    ground="policy",
    policy_ground="Community rules, section 4: no return of a removed account",
    automated_detection=True,
)
_RELEASE = Draft(
    "no_action", "The account resembles a removed one and is another person's.",
    automated_detection=True,
)  # fmt: skip


def _sign_up(found: Returns, homeserver: Homeserver, people_: Sequence[Newcomer]) -> None:
    def one(newcomer: Newcomer) -> float | None:
        began = time.monotonic()
        written = homeserver.sign_up(newcomer.user, newcomer.address)
        took = time.monotonic() - began
        if written and newcomer.texts:
            homeserver.say(newcomer.user.name, ROOM, newcomer.texts)
        if newcomer.kind == "ordinary" or not written:
            return None if written else took
        refused = not homeserver.may_write(newcomer.user.name, ROOM).allowed
        return time.monotonic() - began if refused else None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        times = [seconds for seconds in pool.map(one, people_) if seconds is not None]
    found.seconds_to_hold += times


def _wait_for(url: str, key: str) -> None:
    """Until both web processes have opened the watchlist; the first time code is compiled."""
    document = {
        "event": "demo-ready",
        "account": {"id": "@specimen_ready:specimen.example", "platform": "matrix"},
    }
    headers = {"Authorization": f"Bearer {key}"}
    good, end = 0, time.monotonic() + 300
    while good < 8:
        try:
            answer = httpx.post(f"{url}/api/v1/screen", json=document, headers=headers, timeout=120)
            good = good + 1 if answer.status_code == 200 else 0
        except httpx.HTTPError:
            good = 0
        if time.monotonic() > end:
            raise ConfigurationError("web-slow", "the web server does not answer")
        if not good:
            time.sleep(0.2)


def _ref(homeserver: Homeserver, member: Member) -> str:
    return f"matrix:id:{homeserver.user_id(member.user.name)}"


def _texts(story: Story, removed: Sequence[Member]) -> dict[str, tuple[str, ...]]:
    names = {one.user.name for one in removed}
    found: dict[str, list[str]] = {}
    for room in story.world.community.rooms:
        for name, text in room.posts:
            if name in names:
                found.setdefault(name, []).append(text)
    return {name: tuple(texts) for name, texts in found.items()}


def counted(found: Returns) -> Counter[str]:
    """Newcomers by what became of them."""
    outcome: Counter[str] = Counter()
    for one in found.everybody:
        name = one.user.name
        state = "held" if name in found.held else "flagged" if name in found.flagged else "missed"
        outcome[f"{one.kind} {state}"] += 1
    return outcome
