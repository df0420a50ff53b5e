"""The form of a lift."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from staydown.console.forms.base import Form, text_area


class LiftForm(Form):
    """Why the measures of a case are taken back."""

    facts = forms.CharField(
        label=_("Reasons"),
        help_text=_("Why the measures are lifted. The user is told this."),
        error_messages={"required": _("Say why the measures are lifted; the user is told.")},
        widget=text_area(4),
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        help_text=_("Anything more that the user should know. May be left empty."),
        required=False,
        widget=text_area(2),
    )
