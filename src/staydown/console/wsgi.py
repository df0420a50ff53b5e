"""The WSGI application that `staydown serve` runs."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "staydown.kernel.django_settings")
application = get_wsgi_application()
