"""Connectors carry measures to platforms. To add one:

1. Make a folder with `client.py` (the platform's API as it is), `adapter.py` (a `base.Connector`
   made of it) and `config.py` (`from_options(name, options)`, which checks every option).
2. Add one line to `registry.KINDS`.
3. Make a test class that inherits `tests/connectors/contract.py`, brings its example accounts, and
   runs against the real platform, or the nearest thing that can be started on one machine.

A connector imports `connectors.base`, `connectors.http`, `connectors.options`, `platforms` and
`kernel`, and raises nothing for what a platform does.
"""
