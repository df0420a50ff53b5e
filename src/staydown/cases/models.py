"""Cases, the decisions about them, and the measures that follow from decisions."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from staydown.cases.rules import GROUNDS, KINDS, MOST_HOURS, OUTCOMES, TIERS
from staydown.kernel import clock
from staydown.ledger.models import Vouched


class Case(Vouched):
    """All that concerns the decision about one account; one is open at a time."""

    ref = models.CharField(max_length=400, db_index=True)
    opened_at = models.DateTimeField(default=clock.now)
    opened_in = models.UUIDField(null=True)  # the batch whose import opened it; none for a match
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


class StandingPolicy(Vouched):
    """What automation may do alone: place provisional holds on matches of one tier (law 1).

    `most_wrong` is the share of judged holds, in percent, that may turn out wrong before the policy
    switches itself off; it is looked at from `judged_least` judged holds on. `most_hourly` and
    `most_an_entry` bound how many holds it places in an hour, and for one watchlist entry. It is in
    force once two people have signed, until `ends_at` or until it is off; off is for good.
    """

    name = models.CharField(max_length=120)
    tier = models.CharField(max_length=8)
    measure = models.CharField(max_length=16, default="hold")
    hours = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=8)
    basis = models.TextField()
    most_wrong = models.PositiveSmallIntegerField()
    judged_least = models.PositiveSmallIntegerField()
    most_hourly = models.PositiveIntegerField()
    most_an_entry = models.PositiveSmallIntegerField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField()
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    countersigned_at = models.DateTimeField(null=True)
    off_at = models.DateTimeField(null=True)
    off_by = models.CharField(max_length=60, blank=True)
    off_reason = models.CharField(max_length=500, blank=True)

    vouched_fields = (
        "name", "tier", "measure", "hours", "ground", "basis", "most_wrong", "judged_least",
        "most_hourly", "most_an_entry", "drafted_by_id", "drafted_at", "ends_at", "signed_by_id",
        "signed_at", "countersigned_by_id", "countersigned_at", "off_at", "off_by", "off_reason",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(condition=Q(tier__in=TIERS), name="policy_tier_known"),
            CheckConstraint(condition=Q(measure="hold"), name="automation_may_only_hold"),
            CheckConstraint(condition=Q(ground__in=GROUNDS), name="policy_ground_known"),
            CheckConstraint(
                condition=Q(hours__gte=1, hours__lte=MOST_HOURS), name="policy_hours_bounded"
            ),
            CheckConstraint(condition=Q(most_wrong__lte=100), name="policy_share_is_percent"),
            CheckConstraint(
                condition=Q(ends_at__gt=F("drafted_at")), name="policy_ends_after_its_draft"
            ),
            CheckConstraint(
                condition=Q(signed_by__isnull=True, signed_at__isnull=True)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="policy_signature_is_dated",
            ),
            CheckConstraint(
                condition=Q(countersigned_by__isnull=True, countersigned_at__isnull=True)
                | Q(
                    countersigned_by__isnull=False,
                    countersigned_at__isnull=False,
                    signed_by__isnull=False,
                )
                & ~Q(countersigned_by=F("signed_by")),
                name="policy_signed_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"policy {self.name}"


class Measure(Vouched):
    """What must hold on the platform, because of a decision or of a standing policy (law 1).

    One that rests on a policy is a hold, ends by itself at `expires_at`, and is `lapsed` if it did;
    any other ends by the decision that lifts it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="measures")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="measures")
    policy = models.ForeignKey(StandingPolicy, models.PROTECT, null=True, related_name="measures")
    ref = models.CharField(max_length=400, db_index=True)
    kind = models.CharField(max_length=16)
    territories: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    wanted_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="lifted")
    lifted_at = models.DateTimeField(null=True)
    lapsed = models.BooleanField(default=False)

    vouched_fields = (
        "case_id", "decision_id", "ref", "kind", "territories", "wanted_at", "lifted_by_id",
        "lifted_at", "policy_id", "expires_at", "lapsed",
    )  # fmt: skip
    vouched_later = frozenset({"policy_id", "expires_at", "lapsed"})

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(condition=Q(kind__in=KINDS), name="measure_kind_known"),
            CheckConstraint(
                condition=Q(decision__isnull=False, policy__isnull=True)
                | Q(decision__isnull=True, policy__isnull=False),
                name="a_measure_rests_on_one_thing",
            ),
            CheckConstraint(
                condition=Q(policy__isnull=True) | Q(kind="hold", expires_at__isnull=False),
                name="a_policy_only_holds_for_a_time",
            ),
            CheckConstraint(
                condition=Q(lifted_by__isnull=True, lifted_at__isnull=True, lapsed=False)
                | Q(lifted_by__isnull=False, lifted_at__isnull=False, lapsed=False)
                | Q(
                    lifted_by__isnull=True,
                    lifted_at__isnull=False,
                    lapsed=True,
                    policy__isnull=False,
                ),
                name="a_lifted_measure_names_its_decision",
            ),
            CheckConstraint(
                condition=Q(lifted_by__isnull=True)
                | Q(decision__isnull=True)
                | ~Q(lifted_by=F("decision")),
                name="no_decision_lifts_its_own_measure",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["expires_at"],
                condition=Q(lifted_at=None, policy__isnull=False),
                name="holds_that_end",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
