"""Man pages of a program, from what its argument parser tells of itself."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# What a heading within a description looks like, and the line before the list of what the program exits with.
HEADING = re.compile(r"[A-Z][A-Z ]+")
STATUSES = "It exits with"
WIDTH_OF_EXAMPLES = 2
# swift-argument-parser's own, which every command has.
OF_EVERY_COMMAND = {"help", "version"}


class Manual:
    """The pages of one program: one for itself, and one for each of its commands."""

    def __init__(self, program: Path, name: str, section: int, date: str, version: str):
        """`name` is what the program is called where it is installed."""
        self.program, self.name, self.section, self.date, self.version = program, name, section, date, version
        told = subprocess.run([program, "--experimental-dump-help"], capture_output=True, text=True, check=True, env={})
        self.command: dict[str, Any] = json.loads(told.stdout)["command"]

    def pages(self) -> dict[str, str]:
        """The names of the files, and their texts."""
        return {f"{name}.{self.section}": text for name, text in self._pages(self.name, self.command, [], [])}

    def _pages(self, name: str, command: dict, words: list[str], above: list[str]) -> Iterator[tuple[str, str]]:
        """The page of a command, and those of its commands. `above` is the page of the command that it is one of."""
        commands = [each for each in command.get("subcommands", []) if each["commandName"] != "help" and each["shouldDisplay"]]
        names = [f"{name}-{each['commandName']}" for each in commands]
        yield name, self._page(name, command, words, commands, names + above)
        for each, its_name in zip(commands, names):
            yield from self._pages(its_name, each, [*words, each["commandName"]], [name])

    def _page(self, name: str, command: dict, words: list[str], commands: list[dict], others: list[str]) -> str:
        lines = [f'.TH {escaped(name.upper())} {self.section} "{self.date}" {quoted(f"Latchkey {self.version}")}',
                 ".nh", ".ad l", ".SH NAME", f"{escaped(name)} \\- {escaped(command['abstract'].rstrip('.'))}",
                 ".SH SYNOPSIS", "\n.br\n".join(f"\\fB{escaped(line)}\\fR" for line in self._usage(words))]
        description, further = sections(command.get("discussion", ""))
        lines += [".SH DESCRIPTION", *paragraphs(f"{command['abstract']}\n\n{description}")]
        lines += options([each for each in command.get("arguments", []) if each["shouldDisplay"]])
        if commands:
            lines.append(".SH COMMANDS")
            for each, page in zip(commands, others):
                lines += [".TP", f"\\fB{escaped(page)}\\fR(1)", escaped(each["abstract"])]
        for heading, text in further:
            lines += [f".SH {quoted(heading)}", *paragraphs(text)]
        if others:
            lines += [".SH SEE ALSO", ",\n".join(f"\\fB{escaped(other)}\\fR({self.section})" for other in others)]
        return "\n".join(lines) + "\n"

    def _usage(self, words: list[str]) -> Iterator[str]:
        """How the command is called, as its help says: what the parser dumps hasn't that."""
        told = subprocess.run([self.program, *words, "--help"], capture_output=True, text=True, check=True, env={})
        usage = re.search(r"^USAGE: (.*?)\n\s*\n", told.stdout, re.MULTILINE | re.DOTALL)
        assert usage, f"{self.program} {' '.join(words)} --help has no line of usage"
        for line in usage.group(1).splitlines():
            yield re.sub(rf"^{re.escape(self.program.name)}\b", self.name, line.strip())


def escaped(text: str) -> str:
    """The text as roff takes it for itself."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...").replace("“", "\\(lq").replace("”", "\\(rq")
    text = text.replace("^", "\\(ha").replace("~", "\\(ti").replace("`", "\\(ga").replace("'", "\\(aq")
    return re.sub(r"^(?=[.'])", r"\\&", text, flags=re.MULTILINE)


def quoted(text: str) -> str:
    return '"' + escaped(text).replace('"', "\\(dq") + '"'


def sections(discussion: str) -> tuple[str, list[tuple[str, str]]]:
    """A description, and the parts of it that have headings of their own in a manual."""
    description: list[str] = []
    further: list[tuple[str, list[str]]] = []
    current = description
    for line in discussion.splitlines():
        if HEADING.fullmatch(line) or line == STATUSES:
            further.append(("EXIT STATUS" if line == STATUSES else line, [line] if line == STATUSES else []))
            current = further[-1][1]
            continue
        if line and not line.startswith(" "):
            # What isn't indented goes on with the description.
            current = description
        current.append(line)
    return "\n".join(description), [(heading, "\n".join(text)) for heading, text in further]


def paragraphs(text: str) -> Iterator[str]:
    """Paragraphs below a heading, with indented lines as they are."""
    for number, block in enumerate(filter(None, re.split(r"\n\s*\n", text.strip("\n")))):
        verbatim = False
        if number:
            yield ".PP"
        for line in block.splitlines():
            if line.startswith(" ") != verbatim:
                verbatim = not verbatim
                yield from [".RS 4", ".nf"] if verbatim else [".fi", ".RE"]
            yield escaped(line[WIDTH_OF_EXAMPLES:] if verbatim else line)
        if verbatim:
            yield from [".fi", ".RE"]


def options(arguments: list[dict]) -> Iterator[str]:
    own = [each for each in arguments if each.get("preferredName", {}).get("name") not in OF_EVERY_COMMAND]
    common = [each for each in arguments if each not in own]
    if arguments:
        yield ".SH OPTIONS"
    for argument in [*own, *common]:
        value = f"\\fI{escaped(argument['valueName'])}\\fR"
        names = [("-" if name["kind"] == "short" else "--") + name["name"] for name in argument.get("names", [])]
        label = ", ".join(f"\\fB{escaped(name)}\\fR" for name in names)
        if argument["kind"] == "positional":
            label = value
        elif argument["kind"] == "option":
            label += f" {value}"
        told = [argument.get("abstract", ""), argument.get("discussion", "")]
        if argument.get("isRepeating"):
            told.append("It may be given more than once.")
        if argument.get("allValues") and argument["kind"] != "flag":
            told.append(f"One of {', '.join(argument['allValues'])}.")
        if argument.get("defaultValue"):
            told.append(f"Without it: {argument['defaultValue']}.")
        yield from [".TP", label, escaped(" ".join(" ".join(told).split()))]
