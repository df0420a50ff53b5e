"""How a job ends, or waits for its next try; within the caller's transaction and entry."""

from __future__ import annotations

import random
from datetime import timedelta

from staydown.enforcement import rules
from staydown.enforcement.models import Job
from staydown.kernel import clock

_FIELDS = ["state", "ended_at", "problem", "detail", "leased_until", "leased_by"]


def end(job: Job, state: str, problem: str = "", detail: str = "", *also: str) -> None:
    """The job has ended in `state`; its lease ends with it. `also` names further changed fields."""
    job.state, job.ended_at = state, clock.now()
    job.problem, job.detail = problem[:80], detail[:500]
    job.leased_until, job.leased_by = None, ""
    job.save(update_fields=[*_FIELDS, *also])


def postpone(job: Job, at_least: timedelta, detail: str) -> bool:
    """The job is tried again later; True where its tries are used up and it is stuck instead."""
    if job.tries_left <= 1:
        end(job, Job.State.STUCK, "tries-used-up", detail, "tries_left")
        return True
    tried = _tried(job)
    job.tries_left -= 1
    backoff = rules.wait_before(tried + 1, random.random())  # noqa: S311  jitter, no secret
    job.next_at = clock.now() + max(at_least, backoff)
    job.detail = detail[:500]
    job.save(update_fields=["tries_left", "next_at", "detail"])
    return False


def _tried(job: Job) -> int:
    from staydown.kernel.settings import load

    return max(load().delivery_attempts - job.tries_left, 0)
