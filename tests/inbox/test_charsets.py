"""Text comes out right whatever charset a message claims."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.inbox.charsets import decoded, decoded_words


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        ("Grüße".encode(), "utf-8", "Grüße"),
        ("Grüße".encode("latin-1"), "iso-8859-1", "Grüße"),
        ("“Grüße” – €".encode("cp1252"), "iso-8859-1", "“Grüße” – €"),
        ("Grüße".encode(), "us-ascii", "Grüße"),
        ("Grüße".encode("latin-1"), "utf-8", "Grüße"),
        ("Grüße".encode("latin-1"), "", "Grüße"),
        ("Grüße".encode(), "no-such-charset", "Grüße"),
        ("你好".encode("gb18030"), "gb2312", "你好"),
        ("こんにちは".encode("iso-2022-jp"), "iso-2022-jp", "こんにちは"),
        ("こんにちは".encode("iso-2022-jp"), "us-ascii", "こんにちは"),
        ("안녕".encode("cp949"), "ks_c_5601-1987", "안녕"),
        ("привет".encode("koi8-r"), "KOI8-R", "привет"),
        (b"a\x00b\x1bc\x7f\n", "utf-8", "abc\n"),
        (b"68656c6c6f", "hex", "68656c6c6f"),
        (b"uryyb", "rot13", "uryyb"),
        (b"\\x41", "unicode_escape", "\\x41"),
        (b"plain", '"utf-8"', "plain"),
    ],
)
def test_bytes_become_the_text_that_was_meant(raw: bytes, charset: str, text: str) -> None:
    """Mail programs name the charset that they were set to, not always the one they use."""
    assert decoded(raw, charset) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?UTF-8?b?R3LDvMOfZQ==?=", "Grüße"),
        ("=?utf-8?B?R3LDvMOfZQ?=", "Grüße"),
        ("Re: =?iso-8859-1?q?Gr=FC=DFe?= from Ana", "Re: Grüße from Ana"),
        ("=?utf-8?q?one?= =?utf-8?q?_two?=", "one two"),
        ("=?iso-8859-1*de?Q?Gr=FC=DFe?=", "Grüße"),
        ("=?no-such?Q?plain?=", "plain"),
        ("=?utf-8?B?%%%?=", "%%%"),
        ("=?utf-8?Q?a=0D=0Ab?=", "a b"),
        ("=?utf-8?Q?cut", "=?utf-8?Q?cut"),
        ("2 =?= 2", "2 =?= 2"),
    ],
)
def test_encoded_words_are_read(value: str, text: str) -> None:
    """Subjects of half the world arrive so (RFC 2047), and many not quite right."""
    assert decoded_words(value) == text


@given(st.binary(max_size=200), st.sampled_from(["utf-8", "", "utf-7", "idna", "x", "iso-2022-jp"]))
def test_any_bytes_become_text(raw: bytes, charset: str) -> None:
    """No charset makes reading fail, and no control character gets through."""
    text = decoded(raw, charset)

    assert not set(text) & {"\x00", "\x1b", "\x7f"}
    codecs.encode(text, "utf-8", "surrogatepass")


@given(st.text(max_size=200))
def test_any_header_value_is_read(value: str) -> None:
    """Headers are as little trusted as bodies."""
    decoded_words(value)
