"""Groups of people who share a practice."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from outreach.practitioners.addresses import practice_keys
from outreach.practitioners.practices import group_practices


def groups(*people: tuple[str, str, str]) -> tuple[int, ...]:
    """Return the groups of people given as practice, website, address."""
    return group_practices([practice_keys(practice=p, website=w, email=e) for p, w, e in people])


def test_sharing_reaches_on() -> None:
    """A knows B by name, B knows C by website, C knows D by mail: one front desk reads it all."""
    found = groups(
        ("Lopez Chiropractic", "", "a@gmail.com"),
        ("LOPEZ CHIROPRACTIC LLC", "www.lopez.example", ""),
        ("", "https://lopez.example/team", "c@dover.example"),
        ("", "", "d@dover.example"),
        ("Fox Yoga", "", "fox@gmail.com"),
    )
    assert len(set(found[:4])) == 1
    assert found[4] not in found[:4]


def test_nothing_shared() -> None:
    """Free mail, shared sites and `private practice` join nobody."""
    found = groups(
        ("Private practice", "facebook.com/a", "a@gmail.com"),
        ("private practice", "facebook.com/b", "b@gmail.com"),
        ("", "", ""),
        ("", "", ""),
        ("N/A", "", ""),
        ("n/a", "", ""),
    )
    assert len(set(found)) == 6


def test_order_does_not_matter() -> None:
    """People sort the sheet; who belongs together stays."""
    people = [("A", "x.example", ""), ("B", "", ""), ("", "x.example", "a@y.example")]
    people.append(("B", "", "b@y.example"))
    assert len(set(groups(*people))) == 1
    assert len(set(groups(*people[::-1]))) == 1


@given(st.lists(st.frozensets(st.sampled_from("abcdefghij"), max_size=3), max_size=30))
def test_groups_are_the_connected_ones(keys: list[frozenset[str]]) -> None:
    """Exactly those whom a chain of shared keys connects are one group."""
    found = group_practices(keys)
    linked = [{index} for index in range(len(keys))]
    changed = True
    while changed:
        changed = False
        for one in range(len(keys)):
            for other in range(len(keys)):
                if keys[one] & keys[other] and linked[one] is not linked[other]:
                    linked[one] |= linked[other]
                    for index in linked[one]:
                        linked[index] = linked[one]
                    changed = True
    by_group: defaultdict[int, set[int]] = defaultdict(set)
    for index, group in enumerate(found):
        by_group[group].add(index)
    assert all(by_group[group] == linked[index] for index, group in enumerate(found))


class CountedKeys(frozenset[str]):
    """Practice keys that count how often they are looked at."""

    looks = 0

    def __iter__(self):  # type: ignore[no-untyped-def]  # noqa: ANN204 - as the base class
        """Count the look."""
        CountedKeys.looks += 1
        return super().__iter__()


def test_ten_thousand_people_in_one_chain() -> None:
    """A large sheet must not take minutes: each row's keys are looked at once."""
    CountedKeys.looks = 0
    keys = [CountedKeys({f"k{n}", f"k{n + 1}"}) for n in range(10_000)]
    assert len(set(group_practices(keys))) == 1
    assert CountedKeys.looks == 10_000
