"""Greetings: the first words of a letter show whether anybody looked at the name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.practitioners.names import (
    COURTESIES,
    CREDENTIALS,
    SUFFIXES,
    TITLES,
    first_name,
    is_only_titles,
    is_placeholder,
    salutation,
)

NAMES = {
    # name as it stands in the cell: (after `Hello`, given name)
    "Maria Lopez": ("Maria", "Maria"),
    "Maria": ("Maria", "Maria"),
    "maria lopez": ("maria", "maria"),
    "Maria LOPEZ": ("Maria", "Maria"),
    "Dr. Maria Lopez": ("Dr. Lopez", "Maria"),
    "DR. Maria Lopez": ("Dr. Lopez", "Maria"),
    "Doctor Maria Lopez": ("Dr. Lopez", "Maria"),
    "Dr.Maria Lopez": ("Dr. Lopez", "Maria"),
    "Dr. Chen": ("Dr. Chen", "Chen"),
    "Dr Chen": ("Dr. Chen", "Chen"),
    "Dr. Maria": ("Dr. Maria", "Maria"),
    "Dra. Maria Lopez": ("Dra. Lopez", "Maria"),
    "Prof. Ana Silva": ("Prof. Silva", "Ana"),
    "Professor Ana Silva": ("Prof. Silva", "Ana"),
    "Prof. Dr. Hans Müller": ("Prof. Müller", "Hans"),
    "Dr. med. Anna Schmidt": ("Dr. Schmidt", "Anna"),
    "Dr. rer. nat. Anna Schmidt": ("Dr. Schmidt", "Anna"),
    "Mr. Lopez": ("Mr. Lopez", "Lopez"),
    "Miss Lopez": ("Miss Lopez", "Lopez"),
    "Ms. Ana Lopez": ("Ana", "Ana"),
    "Coach Mike": ("Coach Mike", "Mike"),
    "Rev. Maria Lopez": ("Maria", "Maria"),
    # credentials and suffixes
    "Maria Lopez, DC": ("Maria", "Maria"),
    "Maria Lopez DC": ("Maria", "Maria"),
    "maria lopez dc": ("maria", "maria"),
    "Maria Lopez, DC, CCSP": ("Maria", "Maria"),
    "Maria Lopez PT, DPT": ("Maria", "Maria"),
    "Maria Lopez, MSPT": ("Maria", "Maria"),
    "Maria Lopez, Pt": ("Maria", "Maria"),
    "Maria Lopez, L.Ac.": ("Maria", "Maria"),
    "Maria Lopez, Dipl. O.M.": ("Maria", "Maria"),
    "Dr. Maria Lopez LAc": ("Dr. Lopez", "Maria"),
    "Dr. Maria Lopez Ph.D.": ("Dr. Lopez", "Maria"),
    "Dr. Maria Lopez, PhD, MSc": ("Dr. Lopez", "Maria"),
    "Dr. Samuel Jackson III": ("Dr. Jackson", "Samuel"),
    "Dr. Samuel L. Jackson Jr.": ("Dr. Jackson", "Samuel"),
    "Samuel Jackson, Jr.": ("Samuel", "Samuel"),
    "Chen, DC": ("Chen", "Chen"),
    # surnames that look like credentials
    "Dr. Wei Ma": ("Dr. Ma", "Wei"),
    "Dr. Wei Ma, MD": ("Dr. Ma", "Wei"),
    "Dr. Linh Do": ("Dr. Do", "Linh"),
    "Ho, Ma": ("Ma", "Ma"),
    "Md. Rahman": ("Md. Rahman", "Md. Rahman"),
    # family name first
    "Lopez, Maria": ("Maria", "Maria"),
    "Lopez,Maria": ("Maria", "Maria"),
    "Lopez, Dr. Maria": ("Dr. Lopez", "Maria"),
    "Lopez, Maria, DC": ("Maria", "Maria"),
    "Lopez, Maria (DC)": ("Maria", "Maria"),
    "Lopez Garcia, Maria": ("Maria", "Maria"),
    "King, Martin Luther, Jr.": ("Martin", "Martin"),
    "DeLuca, DeShawn": ("DeShawn", "DeShawn"),
    "Lopez, JP": ("JP", "JP"),
    "O'Neil, Shaquille": ("Shaquille", "Shaquille"),
    "van der Berg, Jan": ("Jan", "Jan"),
    "Berg, Jan van der": ("Jan", "Jan"),
    # a role or a business after the name
    "Maria Lopez, Chiropractor": ("Maria", "Maria"),
    "Maria Lopez, owner": ("Maria", "Maria"),
    "Maria Lopez, Lopez Wellness": ("Maria", "Maria"),
    "Dr. Maria Lopez - Dover": ("Dr. Lopez", "Maria"),
    "Dr. Maria Lopez & Dr. John Smith": ("Dr. Lopez", "Maria"),
    "Maria and John Lopez": ("Maria", "Maria"),
    "Maria Lopez / John Smith": ("Maria", "Maria"),
    # particles
    "Vincent van Gogh": ("Vincent", "Vincent"),
    "Dr. Jan van der Berg": ("Dr. van der Berg", "Jan"),
    "Dr. van der Berg": ("Dr. van der Berg", "van der Berg"),
    "van der Berg": ("van der Berg", "van der Berg"),
    "Dr. Jan van 't Hoff": ("Dr. van 't Hoff", "Jan"),
    "Dr. Maria de la Cruz": ("Dr. de la Cruz", "Maria"),
    "Dr. Ludwig von Beethoven": ("Dr. von Beethoven", "Ludwig"),
    "Dr. Eva zu der Linden": ("Dr. zu der Linden", "Eva"),
    "Dr. John St. Clair": ("Dr. St. Clair", "John"),
    "Van Morrison": ("Van", "Van"),
    "Al Pacino": ("Al", "Al"),
    "Dr. Della Reese": ("Dr. Reese", "Della"),
    # hyphens, apostrophes, initials
    "Anne-Marie Dubois": ("Anne-Marie", "Anne-Marie"),
    "Dr. Anne-Marie O'Brien-Smith": ("Dr. O'Brien-Smith", "Anne-Marie"),
    "Wei-Ling Chen, LAc": ("Wei-Ling", "Wei-Ling"),
    "J.P. Morgan": ("J.P.", "J.P."),
    "J. P. Morgan": ("J. P.", "J. P."),
    "J. Lopez": ("J. Lopez", "J. Lopez"),
    "Dr. J. Lopez": ("Dr. Lopez", "J. Lopez"),
    "J. Maria Lopez": ("Maria", "Maria"),
    "Samuel L. Jackson": ("Samuel", "Samuel"),
    # nicknames and asides
    'William "Bill" Turner': ("William", "William"),
    "William “Bill” Turner": ("William", "William"),
    "William 'Bill' Turner": ("William", "William"),
    "Robert (Bob) Smith": ("Robert", "Robert"),
    "Dr. Robert Smith (Bob)": ("Dr. Smith", "Robert"),
    "Maria (she/her) Lopez": ("Maria", "Maria"),
    '"Bill" Turner': ("Bill", "Bill"),
    # emoji and other scripts
    "Sunny Delgado 🌻": ("Sunny", "Sunny"),
    "🌸Maria🌸 Lopez": ("Maria", "Maria"),
    "Maria 👩🏽‍⚕️ Lopez": ("Maria", "Maria"),
    "ליאת ברק": ("ליאת", "ליאת"),
    "\u200fمحمد علي\u200f": ("محمد", "محمد"),
    "علی‌رضا احمدی": ("علی‌رضا", "علی‌رضا"),
    "Dr. Анна Иванова": ("Dr. Иванова", "Анна"),
    "Dr. राम शर्मा": ("Dr. शर्मा", "राम"),
    "李明": ("李明", "李明"),
    "李 明": ("李 明", "李 明"),
    "김 민수": ("김 민수", "김 민수"),
    "Zoë Ngô": ("Zoë", "Zoë"),
}


@pytest.mark.parametrize("name", NAMES)
def test_greeting(name: str) -> None:
    """`Hello DC,` or `Hello Dr.,` ends a relationship before it begins."""
    assert (salutation(name), first_name(name)) == NAMES[name]


TITLES_ALONE = "Dr.|dr|Prof. Dr.|Dr. med.|Mr.|DC|LMT|PT, DPT|Dr. DC|Dr., DC|Jr.|Dr. & Mrs. Lopez"


@pytest.mark.parametrize("name", TITLES_ALONE.split("|"))
def test_titles_alone_are_no_name(name: str) -> None:
    """A cell with `Dr.` only would greet `Hello Dr.,`; the row says so instead."""
    assert is_only_titles(name)


@pytest.mark.parametrize("name", [*NAMES, "Ma", "Do", "(Bob)"])
def test_names_are_more_than_titles(name: str) -> None:
    """Nobody is refused for an unusual name."""
    assert not is_only_titles(name)


WORDS = st.sampled_from(
    "Dr. Prof. Mr. DC PhD L.Ac. Jr. van de J. Maria Lopez , ( ) \"Bill\" ' - & 🌻 李 علي O'Neil dc "
    "Ma med. and Lopez, Maria, \u200f".split(" ")
)


@given(st.text(min_size=1) | st.lists(WORDS, min_size=1).map(" ".join))
def test_never_empty_and_never_a_title_alone(name: str) -> None:
    """Whatever people type, a greeting greets somebody."""
    for greeting in (salutation(name), first_name(name)):
        assert greeting
        if not is_only_titles(name):
            folded = greeting.casefold().replace(".", "")
            assert folded not in {*TITLES, *COURTESIES, *SUFFIXES}
            assert not (folded in CREDENTIALS and greeting.isupper())


HOLDERS = (
    "TBD|tba| n/a |N/A|none|Unknown|?|???|-|--|–|...|xxx|x|name|First Last|[name]|<first name>|"
    "{{ name }}|{name}|«Name»|%FIRSTNAME%|$name|${name}|FNAME|your  name|_____|[ ]"
)


@pytest.mark.parametrize("text", [*HOLDERS.split("|"), "*|FNAME|*"])
def test_placeholder(text: str) -> None:
    """`Hello [name],` tells everybody that a machine wrote."""
    assert is_placeholder(text)


@pytest.mark.parametrize("text", "Maria|Noname|No. 1 Wellness|[Dr.] Maria|50% Yoga|A|李".split("|"))
def test_no_placeholder(text: str) -> None:
    """A real name that looks odd must not be refused."""
    assert not is_placeholder(text)
