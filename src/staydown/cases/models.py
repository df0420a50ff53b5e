"""Cases, the decisions about them, and the measures that follow from decisions."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from staydown.cases.rules import GROUNDS, KINDS, OUTCOMES
from staydown.kernel import clock
from staydown.ledger.models import Vouched


class Case(Vouched):
    """All that concerns the decision about one account; one is open at a time."""

    ref = models.CharField(max_length=400, db_index=True)
    opened_at = models.DateTimeField(default=clock.now)
    opened_in = models.UUIDField(null=True)  # the batch whose import opened it
    open = models.BooleanField(default=True)

    vouched_fields = ("ref", "opened_at", "opened_in", "open")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            UniqueConstraint(
                fields=["ref"], condition=Q(open=True), name="one_open_case_an_account"
            )
        ]

    def __str__(self) -> str:
        return f"case {self.id}"


class Decision(Vouched):
    """A human's reasoned outcome: a statement of reasons, after Article 17 DSA.

    `territories` is empty where the scope is global. `exceptions` holds, for each exception that
    was considered (news, research, art, counter-speech, parody, victim), what came of it.
    `acknowledged` names the contradicted claims that the decider saw and does not rest on.
    A decision that lifts names in `lifts` the one that it undoes.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=20)
    ground = models.CharField(max_length=8, blank=True)
    legal_instrument = models.CharField(max_length=64, blank=True)
    legal_ground = models.TextField(blank=True)
    policy_ground = models.TextField(blank=True)
    facts = models.TextField()
    explanation = models.TextField(blank=True)
    territories: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    automated_detection = models.BooleanField(default=False)
    exceptions: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    acknowledged: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)
    lifts = models.ForeignKey("self", models.PROTECT, null=True, related_name="lifted_by")

    vouched_fields = (
        "case_id", "outcome", "ground", "legal_instrument", "legal_ground", "policy_ground",
        "facts", "explanation", "territories", "automated_detection", "exceptions",
        "acknowledged", "decided_by_id", "decided_at", "lifts_id",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="decision_outcome_known"),
            CheckConstraint(condition=Q(ground__in=["", *GROUNDS]), name="decision_ground_known"),
            CheckConstraint(condition=~Q(facts=""), name="decision_states_facts"),
            CheckConstraint(
                condition=Q(outcome="lift", lifts__isnull=False)
                | (~Q(outcome="lift") & Q(lifts__isnull=True)),
                name="a_lift_names_what_it_lifts",
            ),
            CheckConstraint(
                condition=~Q(outcome__in=["remove", "withhold", "limit"]) | ~Q(ground=""),
                name="acting_needs_a_ground",
            ),
            CheckConstraint(
                condition=~Q(outcome="withhold") | ~Q(territories=[]),
                name="withholding_names_territories",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.id}"


class Measure(Vouched):
    """What must hold on the platform because of a decision, until another decision lifts it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="measures")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="measures")
    ref = models.CharField(max_length=400, db_index=True)
    kind = models.CharField(max_length=16)
    territories: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    wanted_at = models.DateTimeField(default=clock.now)
    lifted_by = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="lifted")
    lifted_at = models.DateTimeField(null=True)

    vouched_fields = (
        "case_id", "decision_id", "ref", "kind", "territories", "wanted_at", "lifted_by_id",
        "lifted_at",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(condition=Q(kind__in=KINDS), name="measure_kind_known"),
            CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True)
                | Q(lifted_by__isnull=False, lifted_at__isnull=False),
                name="a_lifted_measure_names_its_decision",
            ),
            CheckConstraint(
                condition=Q(lifted_by__isnull=True) | ~Q(lifted_by=models.F("decision")),
                name="no_decision_lifts_its_own_measure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
