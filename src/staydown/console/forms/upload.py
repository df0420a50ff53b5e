"""The form that takes in a referral file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from staydown.cases import actions as cases
from staydown.console import wording
from staydown.console.forms.base import Form, choose, text_area
from staydown.kernel.actors import Actor
from staydown.kernel.errors import (
    ConfigurationError,
    Conflict,
    InputError,
    NotFound,
    StaydownError,
)
from staydown.liaison import queries as liaison
from staydown.referrals.actions import Submission
from staydown.referrals.errors import IncompleteDemand, NotItsInstrument

_LACKING = _("This instrument requires it, here or as a column of the file.")
_FACTS = ("reference", "demand_date", "signatory", "contact_point", "reasons", "redress")


class UploadForm(Form):
    """A file, whose it is, under which instrument, and what the demand states as a whole."""

    peer = forms.ChoiceField(label=_("Sender"))
    instrument = forms.ChoiceField(label=_("Instrument"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, Excel (.xlsx) or JSON. Nothing in it is executed."),
        error_messages={
            "required": _("Choose the file to take in."),
            "empty": _("The file is empty."),
        },
    )
    reference = forms.CharField(label=_("Reference of the demand"), required=False)
    demand_date = forms.CharField(
        label=_("Date of the demand"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "dir": "ltr"}),
    )
    signatory = forms.CharField(label=_("Signed by"), required=False)
    contact_point = forms.CharField(label=_("Contact point"), required=False)
    reasons = forms.CharField(label=_("Written reasons"), required=False, widget=text_area(3))
    redress = forms.CharField(label=_("Redress named"), required=False, widget=text_area(2))
    good_faith = forms.BooleanField(label=_("The sender states good faith"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        peers = [(peer.slug, peer.name) for peer in liaison.peers()]
        sheets = [(sheet.id, wording.title(sheet)) for sheet in liaison.instruments()]
        choose(self, "peer", [("", "–"), *peers])
        choose(self, "instrument", [("", "–"), *sheets])

    def stated(self) -> list[forms.BoundField]:
        """The fields about the demand as a whole."""
        return [self[name] for name in (*_FACTS, "good_faith")]

    def submit(self, actor: Actor) -> Submission | None:
        """Take the file in; None where it is refused, with the reason at its field."""
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        with tempfile.TemporaryDirectory(prefix="staydown-") as folder:
            path = Path(folder) / Path(upload.name or "referral").name
            with path.open("wb") as kept:
                kept.writelines(upload.chunks())
            try:
                return cases.receive(
                    actor,
                    path,
                    peer_slug=self.cleaned_data["peer"],
                    instrument_id=self.cleaned_data["instrument"],
                    facts=self._facts(),
                )
            except (InputError, ConfigurationError, Conflict, NotFound) as error:
                self._refuse(error)
        self.mark_faults()
        return None

    def _facts(self) -> dict[str, str]:
        given = {name: self.cleaned_data[name] for name in _FACTS}
        if self.cleaned_data["good_faith"]:
            given["good_faith"] = "yes"
        return {name: text for name, text in given.items() if text}

    def _refuse(self, error: StaydownError) -> None:
        if isinstance(error, IncompleteDemand):
            for name in cast("list[str]", error.facts["lacking"]):
                self.add_error(name if name in self.fields else None, str(_LACKING))
        elif isinstance(error, NotItsInstrument):
            self.add_error("instrument", error.message)
        else:
            self.add_error("file", error.message)
