"""The `staydown` command. Each group lives in a module of its own, loaded when it is called.

Exit status (DESIGN.md): 0 done; 1 done, with findings; 2 could not, with one line on standard
error that says what to do.
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from typing import NoReturn

import click

from staydown import __version__
from staydown.kernel.errors import StaydownError

#: name of the command -> (module, one line of help)
COMMANDS = {
    "check": ("check", "Check the configuration; ids and hints."),
    "demo": ("demo.command", "Show the main job on throw-away data."),
    "deliveries": ("deliveries", "Carry out deliveries; see and retry stuck ones."),
    "keys": ("keys", "Make, list and revoke keys of the HTTP API."),
    "ledger": ("ledger", "Verify, prove and checkpoint the ledger."),
    "lists": ("lists", "Load lists and check claims against them."),
    "mirrors": ("mirrors", "Recognise removed accounts that return."),
    "models": ("models", "The model that screening weighs by."),
    "peers": ("peers", "Register authorities, platforms and flaggers."),
    "platforms": ("platforms", "Read account addresses."),
    "referrals": ("referrals", "Submit referral files and write their answers."),
    "scans": ("scans", "Take the matches of a scan in as cases."),
    "serve": ("serve", "Serve the console and run the workers."),
    "transparency": ("transparency", "The figures that are published."),
    "users": ("users", "Add people and give them roles."),
    "watchlist": ("watchlist", "The live watchlist: its state, its base on disk, its keys."),
}


class _Lazy(click.Group):
    """A group that imports a command's module only when that command is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"staydown.cli.{COMMANDS[cmd_name][0]}")
        command = module.command
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands from the table, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="staydown")
def command() -> None:
    """Take accounts of proscribed terrorist organisations down, lawfully, and keep them down."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command; every expected failure is one line on standard error and exit status 2."""
    try:
        status = command.main(arguments, prog_name="staydown", standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        _fail(f"{error.ctx.command_path} wants a command, as above")
    except click.ClickException as error:
        _fail(error.format_message())
    except click.Abort:
        _fail("stopped")
    except StaydownError as error:
        _fail(error.message)
    except Exception as error:  # noqa: BLE001  a traceback would end with 1, which means findings
        if os.environ.get("STAYDOWN_DEBUG"):
            traceback.print_exc()
        _fail(_unexpected(error))


def _unexpected(error: Exception) -> str:
    """What nobody raised on purpose; a full disk and a lost database among it."""
    text = next(iter(str(error).splitlines()), "")
    if type(error).__module__ == "django.db.utils":
        return f"the database failed ({text}): see that it has room and can be reached, try again"
    if isinstance(error, OSError):
        return f"the system refused ({text})"
    kind = type(error).__name__
    return (
        f"a fault of this program ({kind}: {text}); STAYDOWN_DEBUG=true shows where, to report it"
    )


def _fail(message: str) -> NoReturn:
    click.echo(f"staydown: {' '.join(message.split())}", err=True)
    sys.exit(2)
