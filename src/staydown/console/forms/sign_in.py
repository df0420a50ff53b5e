"""Signing in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.forms.renderers import BaseRenderer
from django.utils.translation import gettext_lazy as _

from staydown.console.forms.base import Renderer


class SignInForm(AuthenticationForm):
    """User name and password; a failure tells neither which was wrong nor who exists."""

    default_renderer: BaseRenderer | type[BaseRenderer] | None = Renderer
    error_messages = {  # noqa: RUF012  Django's own declaration is no ClassVar
        "invalid_login": _("This user name and password do not fit together. Try again."),
        "inactive": _("This person may not sign in any more."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")
        for field in self.fields.values():
            field.widget.attrs |= {"class": "form-control", "dir": "ltr"}
