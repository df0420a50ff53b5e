"""The WSGI application that `staydown serve` runs."""

from __future__ import annotations

import os
import sys
import threading

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "staydown.kernel.django_settings")
application = get_wsgi_application()

# A sign-up takes two milliseconds: it must not wait five for its turn behind another request.
sys.setswitchinterval(0.0005)

# Load every page and the API now: the first sign-up after a start does not wait for it.
_ = get_resolver().url_patterns

# Each web process follows the watchlist from its start, as a daemon, for the server ends its
# workers by signal.
from staydown.screening import loops  # noqa: E402  Django must be set up first

for _loop in loops.in_each_web_process():
    threading.Thread(
        target=_loop.run, args=(threading.Event(),), name=_loop.name, daemon=True
    ).start()
