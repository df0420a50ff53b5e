"""The WSGI application that `staydown serve` runs."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "staydown.kernel.django_settings")
application = get_wsgi_application()
# Load every page and the API now: the first sign-up after a start does not wait for it.
_ = get_resolver().url_patterns
