"""Rules of the house that the linters do not know."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 350
LONGEST_FUNCTION = 60

# Working state, private files and what tools leave behind; .gitignore names the same.
UNTRACKED = re.compile(
    r"^(\.git|\.venv|var|\.[a-z_]*_cache|\.hypothesis|\.idea|\.vscode|htmlcov)$"
    r"|^__pycache__$|^\.coverage|^\.DS_Store$"
)
PRIVATE = re.compile(r"^config/(outreach\.toml|[^/]*\.json)$")

# Put together from pieces, so that this file does not find itself.
FOREIGN = re.compile(
    "|".join(
        [
            r"(?<![\w.])/(?:" + "home|Users|root|work|mnt" + r")/\w",
            r"[A-Za-z]:\\" + "Users",
            "py" + r"pi\.(?:org|python)",
            "python" + "hosted",
            "registry" + r"\.npm",
            "index" + "-url [a-z]",
        ]
    ).encode()
)

# Calls that import-linter cannot see: they need no import of their own.
IMPURE_CALLS = {"now", "utcnow", "today", "fromtimestamp", "astimezone()", "open", "input", "print"}
PURE = (
    "standing",
    "campaign",
    "inbox",
    "referrals",
    "practitioners",
    "settings.py",
    "fields.py",
    "errors.py",
)


def walk(folder: Path) -> Iterator[Path]:
    """Yield the project's own files, as git would have them."""
    for path in sorted(folder.iterdir()):
        if UNTRACKED.search(path.name) or PRIVATE.search(path.relative_to(PROJECT).as_posix()):
            continue
        if path.is_dir():
            yield from walk(path)
        else:
            yield path


def shown(path: Path) -> str:
    """Return a path as a developer would type it."""
    return path.relative_to(PROJECT).as_posix()


MODULES = [path for path in walk(PROJECT) if path.suffix == ".py"]
TREES = {shown(path): ast.parse(path.read_text("utf-8")) for path in MODULES}


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield all functions and methods of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def impure_calls(tree: ast.Module) -> Iterator[str]:
    """Yield `line: name` of the calls that ask the clock, the zone of the machine or a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else ""
            name = function.id if isinstance(function, ast.Name) else name
            bare = name + "()" if not node.args and not node.keywords else name
            if {name, bare} & IMPURE_CALLS:
                yield f"{node.lineno}: {name}"


def test_files_are_short() -> None:
    """A file that grows beyond a sitting is split by noun before it grows further."""
    lengths = {shown(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    """A function that does not fit on a screen does more than one thing."""
    too_long = [
        f"{name}:{function.lineno} {function.name}"
        for name, tree in TREES.items()
        for function in functions(tree)
        if (function.end_lineno or function.lineno) - function.lineno >= LONGEST_FUNCTION
    ]

    assert too_long == []


def test_modules_say_what_they_are_for() -> None:
    """A reader learns from the first line whether this is the place."""
    assert [name for name, tree in TREES.items() if not ast.get_docstring(tree)] == []


def test_no_test_name_is_used_twice_in_a_module() -> None:
    """The second test of a name would silently replace the first."""
    for name, tree in TREES.items():
        names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        assert len(names) == len(set(names)), name


def test_the_pure_rooms_ask_no_clock_and_open_no_file() -> None:
    """What a row shows must follow from what is handed in, or no test could hold it to a table."""
    package = "scripts/outreach/"
    impure = [
        f"{name}:{call}"
        for name, tree in TREES.items()
        if name.startswith(tuple(package + room for room in PURE))
        for call in impure_calls(tree)
    ]

    assert impure == []


def test_nothing_names_somebody_s_machine() -> None:
    """A path or a package host of the developer's machine fails on everybody else's."""
    found = {
        f"{shown(path)}: {match.group().decode()}"
        for path in walk(PROJECT)
        for match in FOREIGN.finditer(path.read_bytes())
    }

    assert found == set()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("datetime.now(zone)", ["1: now"]),
        ("x = open('f')", ["1: open"]),
        ("at.astimezone()", ["1: astimezone"]),
        ("at.astimezone(zone)", []),
        ("row.place(heading)", []),
    ],
)
def test_impure_calls_are_seen(code: str, expected: list[str]) -> None:
    """The check above is worth nothing if it overlooks what it is for."""
    assert list(impure_calls(ast.parse(code))) == expected
