"""How far a folder was read: whatever interrupts a run, no message is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.mail.imap_bookmark import ImapBookmark, Progress

UIDS = st.integers(1, 2**32 - 1)


@given(st.builds(ImapBookmark, validity=UIDS, last=UIDS, again=st.lists(UIDS).map(tuple)))
def test_a_bookmark_is_read_as_it_was_written(bookmark: ImapBookmark) -> None:
    """It lies in the ledger between two nights."""
    assert ImapBookmark.read(str(bookmark)) == bookmark


@pytest.mark.parametrize(
    "text", ["", ":", "1", "1:", "1:2:", "1:2:3,", "１:2", "1:2\n", "-1:2", "1:2:3:4"]
)
def test_anything_else_is_none(text: str) -> None:
    """By half a bookmark mail would be skipped."""
    assert ImapBookmark.read(text) is None


def test_a_long_list_of_unread_becomes_a_range() -> None:
    """Servers take lines of some thousand characters; reading more again does no harm."""
    progress = Progress(validity=7, start=None, uids=range(1, 2001), end=2000, handled=2000)
    assert progress.bookmark([str(uid) for uid in range(1001, 2001)]) == "7:1000"
    assert progress.bookmark(["5", "3"]) == "7:2000:3,5"


@given(
    arrivals=st.lists(st.lists(st.integers(1, 4), max_size=5), min_size=1, max_size=6),
    runs=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 3)), min_size=1, max_size=12),
)
def test_every_message_is_read_at_last(
    arrivals: list[list[int]], runs: list[tuple[int, int]]
) -> None:
    """Runs are interrupted anywhere, and cannot make out some messages at first."""
    present: list[int] = []
    understood: set[int] = set()
    text = "7:0"
    for number, (stop, failing) in enumerate([*runs, (99, 0), (99, 0)]):
        gaps = arrivals[number] if number < len(arrivals) else []
        for gap in gaps:
            present.append((present[-1] if present else 0) + gap)
        bookmark = ImapBookmark.read(text)
        assert bookmark is not None
        end = present[-1] if present else 0
        uids = [uid for uid in present if bookmark.is_new(uid)]
        progress = Progress(validity=7, start=bookmark, uids=uids, end=end)
        progress.handled = min(stop, len(uids))
        read = uids[: progress.handled]
        understood |= set(read[failing:])
        text = progress.bookmark([str(uid) for uid in read[:failing]])
    assert understood == set(present)
    assert text == f"7:{present[-1] if present else 0}"
