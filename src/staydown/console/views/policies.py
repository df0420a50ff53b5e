"""Standing policies: what automation may do alone, under two people's signatures."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from staydown.cases import actions
from staydown.cases import queries as cases
from staydown.cases.errors import FaultyPolicy
from staydown.cases.queries import PolicyView
from staydown.console.forms.policy import PolicyForm, SwitchOffForm
from staydown.console.people import actor_of, author
from staydown.kernel.actors import Actor


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """Every policy, the newest first."""
    found = cases.policies(actor_of(request))
    context = {"policies": found, "in_force": [one for one in found if one.state == "in_force"]}
    return render(request, "console/policies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """The form of a new policy. What it makes is a draft: signing comes after, by two people."""
    actor = actor_of(request)
    actor.require("policies.sign")
    form = PolicyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = actions.draft_policy(actor, form.draft())
        except FaultyPolicy as error:  # a day ended meanwhile
            form.show(error.faults)
            form.mark_faults()
        else:
            messages.success(request, _("The policy is drafted. It does nothing yet."))
            return redirect("policy", policy_id=made.id)
    status = 422 if form.is_bound else 200
    return render(request, "console/policy_draft.html", {"form": form}, status=status)


@require_safe
def policy(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """One policy: what it lets automation do, who signed it, and what came of it."""
    actor = actor_of(request)
    return _page(request, actor, cases.policy(actor, policy_id), SwitchOffForm())


@require_POST
def sign(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """The first signature, or the second, which puts the policy in force."""
    signed = actions.sign_policy(actor_of(request), policy_id)
    if signed.countersigned_at:
        messages.success(request, _("Your signature is kept. The policy is in force."))
    else:
        messages.success(request, _("Your signature is kept."))
    return redirect("policy", policy_id=policy_id)


@require_POST
def switch_off(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """End a policy, with a reason."""
    actor = actor_of(request)
    actor.require("policies.sign")
    form = SwitchOffForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, cases.policy(actor, policy_id), form)
    actions.switch_off_policy(actor, policy_id, form.cleaned_data["reason"])
    messages.success(request, _("The policy is off. It places no hold any more."))
    return redirect("policy", policy_id=policy_id)


def _page(
    request: HttpRequest, actor: Actor, found: PolicyView, form: SwitchOffForm
) -> HttpResponse:
    waits = found.state in ("draft", "signed")
    by_me = str(found.first_signer) == actor.id
    may = "policies.sign" in actor.permissions
    context = {
        "policy": found,
        "signatures": list(
            zip(found.signers, (found.first_signed_at, found.in_force_since), strict=False)
        ),
        "waits": waits,
        "may_sign": may and waits and not by_me,
        "signed_by_me": waits and by_me,
        "may_end": may and found.state in ("draft", "signed", "in_force"),
        "off_by": author(found.off_by) if found.off_by else "",
        "form": form,
    }
    return render(request, "console/policy.html", context, status=422 if form.is_bound else 200)
