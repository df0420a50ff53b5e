"""Forms drawn with Bootstrap, each field with its label, help and faults tied to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """Draws a field by the console's own template."""

    field_template_name = "console/parts/field.html"


class Choices(forms.RadioSelect):
    """One of a few."""

    template_name = "console/widgets/choices.html"


class Ticks(forms.CheckboxSelectMultiple):
    """Any of a few."""

    template_name = "console/widgets/choices.html"


class Form(forms.Form):
    """A form of the console: every control has the class that Bootstrap draws it by."""

    default_renderer = Renderer
    use_required_attribute = False  # a rule's own sentence says more than the browser's

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            widget.attrs.setdefault("class", _class_of(widget))

    def is_valid(self) -> bool:
        """Check, and mark the fields at fault so that they are drawn so."""
        valid = super().is_valid()
        self.mark_faults()
        return valid

    def mark_faults(self) -> None:
        """Draw every field that has a fault as faulty."""
        for name in self.errors:
            if name in self.fields:
                attrs = self.fields[name].widget.attrs
                if "is-invalid" not in attrs["class"]:
                    attrs["class"] += " is-invalid"


def _class_of(widget: forms.Widget) -> str:
    if isinstance(widget, Choices | Ticks | forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def text_area(rows: int, **attrs: str) -> forms.Textarea:
    """A text of several lines, in whatever direction its first letter has."""
    return forms.Textarea(attrs={"rows": rows, "dir": "auto", **attrs})


def choose(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """Give a field of choices those that are known only now."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)
