"""The language in which phrases are written, and every phrase that ships."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.inbox.phrase_language import check_phrase
from outreach.inbox.phrases import Phrase, Phrases, sentences_of
from tests.inbox.notices import shipped_phrases


def said(words: str, text: str, *unless: str) -> str:
    """Return how a text says a phrase; empty when it does not."""
    phrase = Phrase(words=words, example="", unless=unless)
    hit = Phrases({"topic": (phrase,)}).first("topic", text)
    return hit.said if hit else ""


@pytest.mark.parametrize("topic", sorted(shipped_phrases().topics))
def test_each_phrase_is_found_in_its_own_example(topic: str) -> None:
    """An example that does not say its phrase misleads whoever adds the next one."""
    silent = [
        phrase.words
        for phrase in shipped_phrases().topics[topic]
        if not any(phrase.said_in(sentence) for sentence in sentences_of(phrase.example))
    ]

    assert silent == []


@pytest.mark.parametrize("topic", sorted(shipped_phrases().topics))
def test_each_exception_can_be_searched_for(topic: str) -> None:
    """An exception that is not a phrase would never take anything back."""
    for phrase in shipped_phrases().topics[topic]:
        for words in phrase.unless:
            check_phrase(words)


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("not interested", "I'm NOT interested!", "not interested"),
        ("not interested", "I am not, interested or otherwise", "not interested"),
        ("dont write", "Please don’t write.", "dont write"),
        ("no", "nothing", ""),
        ("(big|small) dog", "a small dog", "small dog"),
        ("(very|) good", "it is good", "good"),
        ("a ((b|c) d|e) f", "a c d f", "a c d f"),
        ("a ((b|c) d|e) f", "a e f", "a e f"),
        ("one|two", "number two", "two"),
        ("stop ... list", "stop me being on your list", "stop me being on your list"),
        ("stop ... list", "stop. I have a list", ""),
        ("stop ... list", "stop a b c d e f g list", ""),
        ("interest*", "she is interested", "interested"),
        ("a * c", "a b c", "a b c"),
        ("a * c", "a c", ""),
        ("in # days", "in 14 days", "in 14 days"),
        ("#pm", "at 3pm", "3pm"),
        ("^ no $", "No.", "no"),
        ("^ no $", "No way.", ""),
        ("^ yes", "oh yes", ""),
        ("déjà", "deja", "deja"),
        ("興味がありません", "いえ、興味がありません。", "興味かありません"),
        ("(今|後)は", "後は", "後は"),
        ("👍", "👍", "👍"),
        ("👍", "👍 yes", ""),
    ],
)
def test_the_language_means_what_its_description_says(words: str, text: str, found: str) -> None:
    """People who are no programmers write phrases by that description alone."""
    assert said(words, text) == found


def test_an_exception_takes_a_phrase_back_in_its_sentence_only() -> None:
    """A "but" in another sentence must not silence a clear word."""
    assert not said("love to", "I would love to but cannot.", "but")
    assert said("love to", "I would love to. But when?", "but")


@pytest.mark.parametrize("words", ["", "...", "^ $", "(a", "a)", ")a(", "!?"])
def test_what_is_no_phrase_is_refused(words: str) -> None:
    """A slip in a file should be named when it is read, not be silently without effect."""
    with pytest.raises(ValueError, match="not a phrase"):
        check_phrase(words)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three?", 3),
        ("Thanks,\nKaren", 2),
        ("This is a line that a mail program broke at seventy\ncharacters or so", 1),
        ("one - two", 2),
        ("one—two", 2),
        ("well-known", 1),
        ("I asked Dr. Bell. She said no.", 2),
        ("3.5 hours", 1),
        ("はい。いいえ。", 2),
        ("...", 0),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, count: int) -> None:
    """What counts within one sentence depends on where it ends."""
    assert len(sentences_of(text)) == count


def test_a_question_is_told_by_its_mark() -> None:
    """Who asks wants an answer before saying yes."""
    assert [one.asks for one in sentences_of("Is it free? I hope so. 本当？")] == [
        True,
        False,
        True,
    ]


@given(words=st.text("ab(|)*#^$. ", max_size=20), text=st.text("ab .\n3", max_size=40))
def test_any_phrase_that_is_one_can_be_searched_for(words: str, text: str) -> None:
    """A phrase accepted when a file is read must not stop the night later."""
    try:
        check_phrase(words)
    except ValueError:
        return

    found = said(words, text)

    assert not found or any(found in sentence.words for sentence in sentences_of(text))


@given(st.lists(st.sampled_from("alpha beta gamma delta".split()), min_size=1, max_size=6))
def test_a_text_says_itself(words: list[str]) -> None:
    """What lets most phrases be skipped quickly must never skip one that is said."""
    text = " ".join(words)

    assert said(f"^ {text} $", text) == text
    assert said(f"(zeta|{text}) (omega|)", text) == text


@pytest.mark.parametrize(
    "text",
    [
        "!" * 200_000 + "x",
        "? " * 100_000,
        "\n" * 200_000,
        "\n \t" * 60_000 + "x",
        " - " * 60_000,
        "no " * 60_000,
        "we have a " * 20_000,
        "please remove " * 20_000,
        "。" * 100_000,
        "いいえ" * 50_000,
        "a" * 500_000,
        "𝓷𝓸 " * 50_000,
    ],
    ids=lambda text: repr(text[:6]),
)
def test_no_text_takes_long(text: str) -> None:
    """Anybody can send us any text, and the night must end."""
    started = time.perf_counter()

    for topic in shipped_phrases().topics:
        list(shipped_phrases().hits(topic, text))

    assert time.perf_counter() - started < 5
