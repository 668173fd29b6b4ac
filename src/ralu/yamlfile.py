"""YAML files of the user: read as they are written, in bounded time, nothing lost silently."""

from __future__ import annotations

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from ralu.problems import refuse

DEEPEST, MOST_NODES, LARGEST = 20, 20_000, 100_000
"""Levels, values after aliases are written out, and bytes of a file: far above any study's."""
TAG = "tag:yaml.org,2002:"
PLAIN = {
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "int": (r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    "float": (
        r"[-+]?(?:(?:0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)",
        "-+.0123456789",
    ),
    "null": (r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    "merge": (r"<<", "<"),
}
"""What is no text without quotes, and the signs it may begin with.

YAML 1.1 would also take ``030`` for 24, ``1:30`` for 90 and ``NO`` for false: these stay text.
"""


class _Loader(yaml.SafeLoader):
    """Refuses what stands twice or is too deep; takes as numbers only what looks like one."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  (PyYAML's own way)
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        self.depth += 1
        if self.depth > DEEPEST:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem=f"deeper than {DEEPEST} levels", problem_mark=mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                message = f"the key {key.value} stands twice"
                raise yaml.MarkedYAMLError(problem=message, problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


for _tag, (_pattern, _first) in PLAIN.items():
    _Loader.add_implicit_resolver(f"{TAG}{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first))


def read_yaml(file: Path, remedy: str) -> Any:
    """Return the content of a YAML file.

    Parameters
    ----------
    file
        The file.
    remedy
        What to do where there is no such file.

    Raises
    ------
    InputError
        When the file cannot be read, is not YAML, or is larger than one written by hand.
    """
    try:
        loader = _Loader(_text_of(file))
        node = loader.get_single_node()
        if node is None:
            return None
        _bounded(node)
        return loader.construct_document(node)
    except OSError as error:
        raise refuse(str(file), f"cannot be read ({error.strerror}).", remedy) from None
    except UnicodeDecodeError:
        raise refuse(str(file), "is not UTF-8 text.", "Save it as UTF-8.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        what = " ".join(str(getattr(error, "problem", None) or error).split())
        raise refuse(str(file), f"is not YAML{where}: {what}.", "Correct it there.") from None


def node_of(file: Path) -> yaml.Node | None:
    """Return what a YAML file that was read before holds, with the lines of its parts."""
    return _Loader(_text_of(file)).get_single_node()


def _text_of(file: Path) -> str:
    """Return the text of a regular file of bounded size; a pipe would never end."""
    if file.exists() and not (file.is_file() or file.is_dir()):
        raise refuse(str(file), "is not a regular file.", "Name a file of text.")
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        found = f"is larger than {LARGEST:,} bytes."
        raise refuse(str(file), found, "Name a file of choices, not of data.")
    return content.decode("utf-8-sig")


def _bounded(root: yaml.Node) -> None:
    """Refuse a file whose aliases, written out, would make it endless or very large."""
    sizes: dict[int, int] = {}
    open_nodes: set[int] = set()

    def size(node: yaml.Node) -> int:
        if id(node) in open_nodes:
            problem = "an alias stands within what it repeats"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
        _refuse_odd_scalar(node)
        if id(node) not in sizes:
            open_nodes.add(id(node))
            sizes[id(node)] = 1 + sum(map(size, children(node)))
            open_nodes.remove(id(node))
        if sizes[id(node)] > MOST_NODES:
            problem = f"aliases repeat more than {MOST_NODES:,} values"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
        return sizes[id(node)]

    size(root)


def _refuse_odd_scalar(node: yaml.Node) -> None:
    """Refuse a tag such as ``!!int`` before what PyYAML would read as YAML 1.1."""
    pattern, _ = PLAIN.get(node.tag.removeprefix(TAG), ("", ""))
    if pattern and isinstance(node, yaml.ScalarNode) and not re.fullmatch(pattern, node.value):
        problem = f"{node.value} is not what the tag before it says"
        raise yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)


def children(node: yaml.Node) -> list[yaml.Node]:
    """Return the keys and values, or the items, of a node."""
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return node.value if isinstance(node, yaml.SequenceNode) else []
