"""The forms of standing policies. What is wrong with a draft is said by the rules of `cases`."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from staydown.cases import queries as cases
from staydown.cases.queries import Fault, PolicyDraft
from staydown.console import wording
from staydown.console.forms.base import Choices, Form, text_area
from staydown.kernel import clock

_NUMBER = _("Give a whole number.")
_TIERS = [
    ("likely", _("Likely returns only")),
    ("possible", _("Possible returns: many of them are somebody else")),
]


def _number(label: Any, hint: Any, initial: int | None = None) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        initial=initial,
        error_messages={"required": _NUMBER, "invalid": _NUMBER},
        widget=forms.NumberInput(attrs={"dir": "ltr", "inputmode": "numeric"}),
    )


class PolicyForm(Form):
    """A standing policy as its author writes it."""

    name = forms.CharField(
        label=_("Name"), required=False, max_length=120, widget=forms.TextInput({"dir": "auto"})
    )
    tier = forms.ChoiceField(
        label=_("Which matches may be held?"), choices=_TIERS, widget=Choices, required=False
    )
    hours = _number(
        _("Hours that a hold lasts"), _("From 1 to 168 (a week). It then lifts itself.")
    )
    ground = forms.ChoiceField(
        label=_("On what ground?"),
        choices=list(wording.GROUNDS.items()),
        widget=Choices,
        error_messages={"required": _("Choose the ground: law, or the platform's rules.")},
    )
    basis = forms.CharField(
        label=_("The law or the rule"),
        help_text=_("Which one, and why it allows a hold. The user is told this."),
        required=False,
        widget=text_area(3),
    )
    ends_at = forms.DateField(
        label=_("Last day"),
        help_text=_("At most 184 days from now. The policy ends with this day, in UTC."),
        error_messages={
            "required": _("Give the day on which the policy ends."),
            "invalid": _("Give the day as year-month-day, for example 2026-01-31."),
        },
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "dir": "ltr"}),
    )
    most_wrong = _number(
        _("Holds that may turn out wrong, in percent"),
        _("From 0 to 50. With more, the policy switches itself off."),
        10,
    )
    judged_least = _number(
        _("From how many judged holds on"), _("From 1 to 1,000. Before, the share is chance."), 10
    )
    most_hourly = _number(
        _("Holds within an hour"),
        _("From 1 to 100,000. At more, the policy switches itself off."),
        20,
    )
    most_an_entry = _number(
        _("Accounts held for one removed account"),
        _("From 1 to 1,000. Further ones are shown to reviewers without a hold."),
        5,
    )

    def clean_ends_at(self) -> datetime:
        """The last moment of that day."""
        return datetime.combine(self.cleaned_data["ends_at"], time(23, 59, 59), UTC)

    def clean(self) -> dict[str, Any]:
        """Ask the rules, and put each fault at its field."""
        super().clean()
        self.show(cases.policy_faults(self.draft(), clock.now()))
        return self.cleaned_data

    def show(self, faults: list[Fault]) -> None:
        """Put each fault at its field, unless the field has one already."""
        for fault in faults:
            field = fault.field if fault.field in self.fields else None
            if not self.errors.get(field or NON_FIELD_ERRORS):
                self.add_error(field, wording.fault(fault))

    def bounds(self) -> list[forms.BoundField]:
        """The fields of what makes the policy stop."""
        return [
            self[name] for name in ("most_wrong", "judged_least", "most_hourly", "most_an_entry")
        ]

    def draft(self) -> PolicyDraft:
        """The policy that the form describes; what could not be read is out of every bound."""
        given = self.cleaned_data
        numbers = ("hours", "most_wrong", "judged_least", "most_hourly", "most_an_entry")
        return PolicyDraft(
            name=given.get("name", ""),
            tier=given.get("tier", ""),
            ground=given.get("ground", "policy"),  # a missing one is said at its own field
            basis=given.get("basis", ""),
            ends_at=given.get("ends_at", clock.now()),
            **{name: given.get(name, -1) for name in numbers},
        )


class SwitchOffForm(Form):
    """Why a policy ends now."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        error_messages={"required": _("Say why the policy is switched off.")},
        widget=text_area(2),
    )
