"""`staydown serve`: the console and the workers, in one process tree."""

from __future__ import annotations

import click

from staydown.kernel import boot


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", type=int, default=None, help="Delivery workers; default: the setting.")
def command(host: str, port: int, workers: int | None) -> None:
    """Serve the console at http://HOST:PORT and carry out deliveries, until stopped."""
    settings = boot.ready()
    from staydown.cli.serving import serve

    count = settings.delivery_workers if workers is None else workers
    click.echo(f"Staydown at http://{host}:{port} with {count} delivery workers; Ctrl-C ends it.")
    serve(host, port, count)
