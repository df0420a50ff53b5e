"""The WSGI application that `staydown serve` runs."""

from __future__ import annotations

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "staydown.kernel.django_settings")
application = get_wsgi_application()

# After Django is set up: each web process follows the watchlist from its start, as a daemon, for
# the server ends its workers by signal.
from staydown.screening import loops  # noqa: E402

for _loop in loops.in_each_web_process():
    threading.Thread(
        target=_loop.run, args=(threading.Event(),), name=_loop.name, daemon=True
    ).start()
