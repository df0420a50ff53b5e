"""`staydown demo`: the main job on throw-away data, with a summary and a console to look around."""

from __future__ import annotations

import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from staydown.cli.demo import world as worlds
from staydown.cli.demo.newcomers import NUMBER, RETURNS
from staydown.cli.demo.stage import Stage, open_stage, use_folder
from staydown.cli.ports import require_free
from staydown.kernel import boot, clock

if TYPE_CHECKING:
    from staydown.cli.demo.returning import Returns
    from staydown.cli.demo.story import Story
    from staydown.kernel.actors import Actor

_HOST = "127.0.0.1"


@click.command("demo")
@click.option("--exit", "leave", is_flag=True, help="End after the demo's own checks.")
@click.option("--port", default=8000, show_default=True, help="Of the console that stays open.")
def command(leave: bool, port: int) -> None:
    """Show the main job on throw-away data: every account and every group is invented.

    With --exit the status is 1 if one of the demo's own checks fails.
    """
    if not leave:
        require_free(_HOST, port)
    with tempfile.TemporaryDirectory(prefix="staydown-demo-") as name:
        folder = Path(name)
        use_folder(folder)
        world = worlds.build(today=clock.now().date())
        # Ended from outside, it takes its platforms and its folder with it all the same.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        with ExitStack() as stack:
            with _said("Starting a Matrix homeserver and a sample platform"):
                stage = stack.enter_context(open_stage(world, folder))
            _play(world, stage, leave=leave, port=port)


def _play(world: worlds.World, stage: Stage, *, leave: bool, port: int) -> None:
    with _said(f"Populating it: {len(world.community.users)} accounts, all invented"):
        stage.homeserver.register(world.community.users)
        stage.homeserver.open_rooms(world.community.rooms)
    with _said("Making an empty Staydown"):
        boot.ready()
    from staydown.cli.demo import checks, story, summary

    password = secrets.token_urlsafe(12)
    told = story.Story(world, stage.folder)
    with _said("Loading the specimen lists"):
        reviewer = story.prepare(password)
        story.load_lists(told)
    with _said(f"Submitting a referral of {len(world.rows)} rows from the Specimen Authority"):
        story.submit(told)
    with _said("Recording each account as it stands, before anybody decides"):
        story.deliver()
    with _said("Deciding every case (a demo reviewer stands in for the people who would)"):
        story.decide(told, reviewer)
    with _said("Carrying the decisions to the platforms and reading them back"):
        story.deliver()
    with _said("Undoing one decision that was wrong"):
        story.undo_one(told, reviewer)
    back = _returns(told, stage, reviewer)
    with _said("Verifying the ledger against a signed checkpoint"):
        story.verify(told)
    failed = checks.run(told, stage.homeserver, back)
    click.echo(summary.text(told))
    click.echo(summary.returns(back))
    if leave:
        sys.exit(1 if failed else 0)
    _keep_open(port, story.REVIEWER, password)


def _returns(told: Story, stage: Stage, reviewer: Actor) -> Returns:
    """The second half: who registers after the blocks."""
    from staydown.cli.demo import returning

    with returning.screening_server(stage.folder) as url:
        with _said("Signing a policy that lets sure returns be held, and screening sign-ups"):
            returning.open_doors(stage.homeserver, url, reviewer)
        with _said(f"{NUMBER} people register; {RETURNS} were here before under another name"):
            back = returning.register(told, stage.homeserver)
        with _said("Waiting for the last reports of what newcomers do"):
            returning.wait_for_reports(back, stage.homeserver, reviewer)
        with _said("Deciding what was held and flagged (the demo reviewer knows the truth)"):
            returning.decide(back, stage.homeserver, reviewer)
        with _said("Two more register, from the network of an account that is removed by now"):
            returning.register_late(back, stage.homeserver)
            returning.wait_for_reports(back, stage.homeserver, reviewer)
            returning.decide(back, stage.homeserver, reviewer)
    return back


def _keep_open(port: int, username: str, password: str) -> None:
    from staydown.cli.serving import serve

    click.secho(f"\nThe console is open: http://{_HOST}:{port}", bold=True)
    click.echo(f"  log in as   {username}\n  password    {password}")
    click.echo("  Ctrl-C ends the demonstration and removes everything it made.\n")
    serve(_HOST, port, 2)


@contextmanager
def _said(text: str) -> Iterator[None]:
    """Say what is being done, then how long it took."""
    click.echo(f"• {text} … ", nl=False)
    began = time.monotonic()
    yield
    click.echo(f"{time.monotonic() - began:.1f} s")
