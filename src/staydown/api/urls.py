"""The addresses under /api/v1/."""

from __future__ import annotations

from staydown.api.v1 import api

urlpatterns, app_name, _ = api.urls
app_name = api.urls_namespace
