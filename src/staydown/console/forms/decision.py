"""The form of a decision. What is wrong with a draft is said by the rules of `cases` alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from staydown.cases import queries as cases
from staydown.cases.queries import CasePage, Draft, Fault
from staydown.console import wording
from staydown.console.evidence import Suspicion
from staydown.console.forms.base import Choices, Form, Ticks, choose, text_area
from staydown.console.wording import isolated
from staydown.liaison.queries import Instrument

_OUTCOMES = [(code, text) for code, text in wording.OUTCOMES.items() if code != "lift"]
_AUTOMATED = [("no", _("No, people found it")), ("yes", _("Yes, automation found it"))]


class DecisionForm(Form):
    """A decision as its author writes it, about the case of `page` and its unjudged matches."""

    outcome = forms.ChoiceField(
        label=_("What is to be done?"), choices=_OUTCOMES, widget=Choices, required=False
    )
    territories = forms.CharField(
        label=_("Territories, if withheld"),
        help_text=_("Country codes of two letters, for example PK, GB."),
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    ground = forms.ChoiceField(
        label=_("On what ground?"),
        choices=list(wording.GROUNDS.items()),
        widget=Choices,
        required=False,
    )
    legal_instrument = forms.ChoiceField(
        label=_("Instrument, if the ground is the law"), required=False
    )
    legal_ground = forms.CharField(
        label=_("The law, if that is the ground"),
        help_text=_("Which provision, and why it applies to this account."),
        required=False,
        widget=text_area(2),
    )
    policy_ground = forms.CharField(
        label=_("The rule, if the platform's rules are the ground"),
        help_text=_("Which rule, and why the account breaks it."),
        required=False,
        widget=text_area(2),
    )
    facts = forms.CharField(
        label=_("Facts"),
        help_text=_("What the decision rests on. The user is told this."),
        required=False,
        widget=text_area(4),
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        help_text=_("Anything more that the user should know. May be left empty."),
        required=False,
        widget=text_area(2),
    )
    automated_detection = forms.ChoiceField(
        label=_("Did automation find the account?"),
        choices=_AUTOMATED,
        widget=Choices,
        error_messages={"required": _("Say whether automation found the account.")},
    )
    acknowledged = forms.MultipleChoiceField(
        label=_("I have seen that the lists do not bear out these claims, and do not rest on them"),
        widget=Ticks,
        required=False,
    )

    def __init__(
        self, page: CasePage, suspicions: Sequence[Suspicion], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.page, self.suspicions = page, suspicions
        choose(self, "legal_instrument", [("", "–"), *_instruments(page)])
        choose(self, "acknowledged", [(claim, claim) for claim in page.contradicted])
        if not page.contradicted:
            del self.fields["acknowledged"]
        if not page.referrals:
            self._without_sender()
        if suspicions:
            self.initial.setdefault("automated_detection", "yes")
        for one in suspicions:
            self.fields[_judgement(one.match.id)] = _question(one)
        for code in cases.EXCEPTIONS:
            self.fields[_exception(code)] = forms.CharField(
                label=wording.EXCEPTIONS[code],
                required=False,
                widget=forms.TextInput(attrs={"dir": "auto", "class": "form-control"}),
            )

    def _without_sender(self) -> None:
        """Nobody referred the account: there is nobody to ask, and no instrument to rest on."""
        kept = [(code, str(text)) for code, text in _OUTCOMES if code != "more_information"]
        choose(self, "outcome", kept)
        choose(self, "ground", [("policy", str(wording.GROUNDS["policy"]))])
        for name in ("legal_instrument", "legal_ground"):
            del self.fields[name]
        self.initial.setdefault("ground", "policy")

    @classmethod
    def of_draft(
        cls,
        page: CasePage,
        suspicions: Sequence[Suspicion],
        draft: Draft,
        judgements: Mapping[UUID, str],
    ) -> DecisionForm:
        """The form filled with a draft and judgements, to change them."""
        said = {_judgement(match): verdict for match, verdict in judgements.items()}
        return cls(page, suspicions, initial=_initial(draft) | said)

    def questions(self) -> list[tuple[Suspicion, forms.BoundField]]:
        """Each unjudged match, with the field that asks about it."""
        return [(one, self[_judgement(one.match.id)]) for one in self.suspicions]

    def judgements(self) -> dict[UUID, str]:
        """What was said of each match; one that may be left for later is not among them."""
        said = {one.match.id: _judgement(one.match.id) for one in self.suspicions}
        given = {match: self.cleaned_data.get(name, "") for match, name in said.items()}
        return {match: verdict for match, verdict in given.items() if verdict}

    def considered(self) -> list[forms.BoundField]:
        """The fields of the exceptions."""
        return [self[_exception(code)] for code in cases.EXCEPTIONS]

    def clean_territories(self) -> tuple[str, ...]:
        """The codes, each once, in the order given."""
        codes = re.split(r"[\s,;،؛]+", self.cleaned_data["territories"].strip().upper())
        wrong = [code for code in codes if code and not re.fullmatch(r"[A-Z]{2}", code)]
        if wrong:
            text = _("Not a country code of two letters: %(codes)s")
            raise forms.ValidationError(text, params={"codes": ", ".join(wrong)})
        return tuple(dict.fromkeys(code for code in codes if code))

    def clean(self) -> dict[str, Any]:
        """Ask the rules, and put each fault at its field."""
        super().clean()
        self.show(cases.faults(self.draft(), self.page.bases))
        if self.cleaned_data.get("outcome") != "more_information":
            self._want_judgements()
        return self.cleaned_data

    def _want_judgements(self) -> None:
        """A decision that ends the case says of each match what it is."""
        for one in self.suspicions:
            name = _judgement(one.match.id)
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, _("Say whether it is the removed account's return."))

    def show(self, faults: Iterable[Fault]) -> None:
        """Put each fault at its field, unless that field has one already."""
        for fault in faults:
            field = fault.field if fault.field in self.fields else None
            sentence = wording.fault(fault)
            if sentence not in self.errors.get(field or NON_FIELD_ERRORS, ()):
                self.add_error(field, sentence)

    def draft(self) -> Draft:
        """The decision that the form describes."""
        given = self.cleaned_data
        exceptions = {code: given.get(_exception(code), "") for code in cases.EXCEPTIONS}
        return Draft(
            outcome=given.get("outcome", ""),
            ground=given.get("ground", ""),
            legal_instrument=given.get("legal_instrument", ""),
            legal_ground=given.get("legal_ground", ""),
            policy_ground=given.get("policy_ground", ""),
            facts=given.get("facts", ""),
            explanation=given.get("explanation", ""),
            territories=tuple(given.get("territories", ())),
            automated_detection=given.get("automated_detection") == "yes",
            exceptions={code: text for code, text in exceptions.items() if text},
            acknowledged=tuple(given.get("acknowledged", ())),
        )


def _exception(code: str) -> str:
    return f"exception_{code}"


def _judgement(match: UUID) -> str:
    return f"match_{match}"


def _question(one: Suspicion) -> forms.ChoiceField:
    facts = {"account": isolated(one.match.ref), "removed": isolated(one.match.entry_ref)}
    field = forms.ChoiceField(
        label=gettext("Is %(account)s the return of %(removed)s?") % facts,
        choices=list(wording.JUDGEMENTS.items()),
        widget=Choices,
        required=False,
    )
    field.widget.attrs["class"] = "form-check-input"
    return field


def _instruments(page: CasePage) -> list[tuple[str, str]]:
    """The instruments of the case's referrals, each once, with how far they reach."""
    found = {one.instrument.id: one.instrument for one in page.referrals}
    return [(sheet.id, _reach(sheet)) for sheet in found.values()]


def _reach(sheet: Instrument) -> str:
    reach = ", ".join(sheet.scope.territories)
    return f"{wording.title(sheet)} ({sheet.id}{': ' + reach if reach else ''})"


def _initial(draft: Draft) -> dict[str, Any]:
    return {
        "outcome": draft.outcome,
        "ground": draft.ground,
        "legal_instrument": draft.legal_instrument,
        "legal_ground": draft.legal_ground,
        "policy_ground": draft.policy_ground,
        "facts": draft.facts,
        "explanation": draft.explanation,
        "territories": ", ".join(draft.territories),
        "automated_detection": "yes" if draft.automated_detection else "no",
        "acknowledged": list(draft.acknowledged),
        **{_exception(code): text for code, text in draft.exceptions.items()},
    }
