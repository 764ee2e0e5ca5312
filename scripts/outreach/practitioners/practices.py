"""Who shares a practice with whom: one person of a practice is written to at a time."""

from collections import defaultdict
from collections.abc import Sequence


def group_practices(keys: Sequence[frozenset[str]]) -> tuple[int, ...]:
    """Return for each set of practice keys the number of its group: shared keys share a group."""
    parent = list(range(len(keys)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    holders: dict[str, list[int]] = defaultdict(list)
    for index, own in enumerate(keys):
        for key in own:
            holders[key].append(index)
    for sharing in holders.values():
        for index in sharing[1:]:
            parent[root(index)] = root(sharing[0])
    return tuple(root(index) for index in range(len(keys)))
