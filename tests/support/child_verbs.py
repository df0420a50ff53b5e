"""The verbs of a child process; Django is set up when this is imported."""

from __future__ import annotations

import resource
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.conf import settings as django_settings
from django.db import transaction

from staydown.cases import actions as cases
from staydown.cases.errors import CaseClosed
from staydown.cases.models import Case, Decision, Measure
from staydown.cases.queries import Draft
from staydown.connectors.base import MeasureKind, Order
from staydown.connectors.registry import Registry
from staydown.enforcement import drift
from staydown.enforcement.models import Delivery, Drift, NoticeDelivery, Snapshot
from staydown.enforcement.platform_access import registry
from staydown.enforcement.worker import Worker
from staydown.kernel import actors, events
from staydown.kernel.ids import new_id
from staydown.kernel.models import User
from staydown.kernel.permissions import Role
from staydown.kernel.settings import load
from staydown.ledger import queries as ledger
from staydown.platforms import parse_ref
from staydown.referrals.models import Batch, Referral, Row
from tests.support import flow, paper, world
from tests.support.world import Line

REMOVE = Draft("remove", "It posts for the group.", ground="policy", policy_ground="Rule 4")


def populate() -> None:
    """Lists, peers, a person, and a case that is ready to be decided."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world.load_lists()
    world.add_peers()
    world.person("senior", Role.SENIOR_REVIEWER)
    world.refer(load().data, world.SUPPORTED)


def refer_many() -> None:
    """A file of sixty accounts."""
    lines = [Line(f"https://x.com/specimen_{number:02}") for number in range(60)]
    world.refer(load().data, *lines, name="many.csv")


def decide_all(outcome: str = "remove") -> None:
    """Decide every open case."""
    for case in Case.objects.filter(open=True).order_by("id"):
        cases.decide(senior(), case.id, replace(REMOVE, outcome=outcome))


def decide_what_is_open() -> None:
    """The same, while somebody else does so too."""
    for case in Case.objects.order_by("id"):
        with suppress(CaseClosed):
            cases.decide(senior(), case.id, REMOVE)


def lift() -> None:
    """Lift what the first decision wanted."""
    cases.lift(senior(), Decision.objects.order_by("id")[0].case_id, facts="A namesake.")


def senior() -> actors.Actor:
    return User.objects.get(username="senior").as_actor()


def work() -> None:
    """Be a worker until nothing is due."""
    Worker(registry()).run_until_idle()


def work_on_paper() -> None:
    """Be one of two workers that start together, on a platform that keeps all calls in a file."""
    platform = paper.PaperPlatform(load().data / "calls.jsonl", meets=2)
    world.work_off(platform)


def fill_the_disk() -> None:
    """From now on this process can write to no file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def lift_past_us() -> None:
    """Somebody on the platform lifts every removal there, without asking us."""
    for measure in Measure.objects.filter(lifted_at=None):
        ref = parse_ref(measure.ref)
        connector = registry().for_ref(ref)
        assert connector is not None
        connector.lift(Order(ref, MeasureKind(measure.kind), str(new_id())))


def look() -> None:
    """Read back what is in force, and restore what was lost."""
    load().drift_restore = True
    drift.look_at_all(registry())


def look_on_paper() -> None:
    """Be one of two processes that read back, and restore, on a platform that forgot everything."""
    load().drift_restore = True
    platform = paper.PaperPlatform(load().data / "forgotten.jsonl")
    while drift.step(Registry([platform])):
        pass


def tell_user() -> None:
    """What `cases` records where the user of an account is to be told something."""
    case = Case.objects.order_by("id")[0]
    told = {"language": "en", "subject": "On hold", "text": "Your account is on hold."}
    with transaction.atomic():
        payload = {"case": str(case.id), "ref": case.ref, "key": "hold-1", **told}
        events.record("cases.notice_wanted", payload, private=True)


def report() -> dict[str, Any]:
    """How everything stands, as plain values."""
    found = ledger.verify(actors.shell())
    deliveries = Delivery.objects.order_by("id")
    return {
        "deliveries": [
            {
                "verb": one.verb,
                "state": one.state,
                "confirmed": one.confirmed,
                "attempts": [each.outcome for each in one.attempts.order_by("number")],
            }
            for one in deliveries
        ],
        "snapshots": sorted(Snapshot.objects.values_list("occasion", flat=True)),
        "drift": list(Drift.objects.order_by("id").values_list("state", flat=True)),
        "notices": list(NoticeDelivery.objects.order_by("id").values_list("state", "text")),
        "measures": Measure.objects.count(),
        "decisions": Decision.objects.count(),
        "batches": Batch.objects.count(),
        "rows": Row.objects.count(),
        "referrals": Referral.objects.count(),
        "cases": Case.objects.count(),
        "unheard": events.waiting(),
        "entries": [entry["action"] for entry in flow.entries()],
        "findings": [finding.text for finding in found.findings],
    }


VERBS: dict[str, Callable[[], Any]] = {
    "populate": populate,
    "refer": refer_many,
    "decide": decide_all,
    "decide what is open": decide_what_is_open,
    "limit": lambda: decide_all("limit"),
    "lift": lift,
    "lift past us": lift_past_us,
    "look": look,
    "look on paper": look_on_paper,
    "all is due": lambda: flow.let_time_pass(hours=7),
    "tell": tell_user,
    "fill the disk": fill_the_disk,
    "work": work,
    "work on paper": work_on_paper,
    "wait": lambda: flow.let_time_pass(hours=2),
    "report": report,
}
