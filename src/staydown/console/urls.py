"""The addresses of the console."""

from __future__ import annotations

from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from staydown.console.forms.sign_in import SignInForm
from staydown.console.views import (
    batches,
    case,
    decide,
    deliveries,
    lift,
    policies,
    queue,
    screening,
)

urlpatterns = [
    path("api/v1/", include("staydown.api.urls")),
    path(
        "login",
        auth.LoginView.as_view(
            template_name="console/login.html",
            authentication_form=SignInForm,
            redirect_authenticated_user=True,
        ),
        name="login",
    ),
    path("logout", auth.LogoutView.as_view(), name="logout"),
    path("language", login_not_required(set_language), name="language"),
    path("", queue.queue, name="queue"),
    path("batches", batches.batches, name="batches"),
    path("batches/new", batches.upload, name="upload"),
    path("batches/<uuid:batch_id>", batches.batch, name="batch"),
    path("batches/<uuid:batch_id>/answer.<str:form>", batches.answer, name="answer"),
    path("cases/<uuid:case_id>", case.case, name="case"),
    path("cases/<uuid:case_id>/clarified", case.clarified, name="clarified"),
    path("cases/<uuid:case_id>/decide", decide.decide, name="decide"),
    path("cases/<uuid:case_id>/decide/confirm", decide.confirm, name="decide-confirm"),
    path("cases/<uuid:case_id>/lift", lift.lift, name="lift"),
    path("cases/<uuid:case_id>/lift/confirm", lift.confirm, name="lift-confirm"),
    path("deliveries", deliveries.deliveries, name="deliveries"),
    path("deliveries/<uuid:delivery_id>/retry", deliveries.retry, name="retry"),
    path("drifts/<uuid:drift_id>/restore", deliveries.restore, name="restore"),
    path("screening", screening.screening, name="screening"),
    path("screening/returns.csv", screening.returns, name="returns"),
    path("policies", policies.policies, name="policies"),
    path("policies/new", policies.draft, name="policy-draft"),
    path("policies/<uuid:policy_id>", policies.policy, name="policy"),
    path("policies/<uuid:policy_id>/sign", policies.sign, name="policy-sign"),
    path("policies/<uuid:policy_id>/off", policies.switch_off, name="policy-off"),
]
