"""The command line, from its parser: what appears in `--help` appears here."""

import argparse
from collections.abc import Iterator

from docs.site.reference import markdown


def page(parser: argparse.ArgumentParser) -> str:
    """docs/reference/commands.md."""
    helps = {action.dest: action.help or "" for action in _commands(parser)._get_subactions()}
    commands = _commands(parser).choices
    return markdown.page(
        "Commands",
        f"`{parser.prog} COMMAND`, in the folder of the repository or wherever the project is installed.\n"
        "`--help` after each tells the same.",
        markdown.table(
            ["command", "what it does"],
            ([f"[{name}](#{name})", helps[name]] for name in commands),
        ),
        *(part for name, command in commands.items() for part in _command(name, command, helps[name])),
    )


def _commands(parser: argparse.ArgumentParser) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    (found,) = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return found


def _command(name: str, command: argparse.ArgumentParser, help_text: str) -> Iterator[str]:
    yield f"## {name}"
    yield markdown.code(" ".join([command.prog, *map(_usage, _own(command))]))
    yield command.description or f"{help_text[:1].upper()}{help_text[1:]}."
    yield markdown.table(
        ["argument", "what it is"],
        ([markdown.code(_names(action)), _help(action)] for action in _own(command)),
    )
    if command.epilog:
        yield f"{command.epilog[:1].upper()}{command.epilog[1:]}."


def _own(command: argparse.ArgumentParser) -> list[argparse.Action]:
    """The arguments of a command, those without a name first."""
    actions = [action for action in command._actions if not isinstance(action, argparse._HelpAction)]
    return sorted(actions, key=lambda action: bool(action.option_strings))


def _usage(action: argparse.Action) -> str:
    if action.option_strings and not action.required:
        return f"[{_names(action)}]"
    return f"[{_names(action)}]" if action.nargs in ("*", "?") else _names(action)


def _names(action: argparse.Action) -> str:
    """An argument as it is typed: its names, and what stands for its values."""
    names = ", ".join(action.option_strings)
    return " ".join(part for part in (names, _values(action)) if part)


def _values(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if isinstance(action.metavar, tuple):
        return " ".join(action.metavar)
    choices = f"{{{','.join(map(str, action.choices))}}}" if action.choices else action.dest.upper()
    name = action.metavar or choices
    several = {"*": f"{name} …", "+": f"{name} …"}
    return (
        " ".join([name] * action.nargs)
        if isinstance(action.nargs, int)
        else several.get(action.nargs or "", name)
    )


def _help(action: argparse.Action) -> str:
    return (action.help or "what the command of the benchmarks takes") % vars(action)
