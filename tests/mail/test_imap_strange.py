"""IMAP servers that differ from Dovecot, or do what no good server does."""

import logging
from datetime import UTC, datetime

import pytest

from outreach.errors import MailError
from outreach.mail.imap import Imap
from outreach.mail.mailbox import Swept
from tests.contracts.mailbox import LONG_AGO, PLACE, letter, subjects
from tests.emulators.imap import Answer, Drop, ImapServer, either, on
from tests.mail.imap_clients import QUICK, imap

OK = b"TAG OK done\r\n"


def header(uid: int) -> bytes:
    """Return what a server says of a message's header."""
    fields = f"Subject: Answer {uid}\r\n\r\n".encode()
    return (
        (
            f'* {uid} FETCH (UID {uid} INTERNALDATE "02-Mar-2026 12:00:00 +0000" RFC822.SIZE 90 '
            f"BODY[HEADER.FIELDS (SUBJECT)] {{{len(fields)}}}\r\n"
        ).encode()
        + fields
        + b")\r\n"
    )


def headers(*damaged: int) -> Answer:
    """Answer a FETCH of headers; like Gmail, refuse all for a damaged one."""

    def answer(command: str) -> bytes | None:
        if not command.startswith("UID FETCH") or "HEADER.FIELDS" not in command:
            return None
        uids = [int(uid) for uid in command.split(" ")[2].split(",")]
        found = b"".join(header(uid) for uid in uids if uid not in damaged)
        if set(uids) & set(damaged):
            return found + b"TAG NO Some messages could not be FETCHed (Failure)\r\n"
        return found + OK

    return answer


def sweep(mailbox: Imap, bookmark: str = "") -> tuple[list[Swept], str]:
    """Sweep the inbox and leave."""
    found = list(mailbox.sweep("INBOX", bookmark, since=LONG_AGO))
    marked = mailbox.bookmark("INBOX", unread=())
    mailbox.close()
    return found, marked


def test_the_last_message_is_found_though_nothing_is_new() -> None:
    """`n:*` includes the last one whatever its UID is (RFC 3501 6.4.8); it was read already."""
    with ImapServer(on("UID SEARCH", b"* SEARCH 8\r\n" + OK)) as server:
        assert sweep(imap(server.port), "7:8") == ([], "7:8")
    assert "UID SEARCH UID 9:*" in server.commands
    assert not any("FETCH" in command for command in server.commands)


def test_uids_may_be_huge_and_have_gaps() -> None:
    """They are 32 bits, and some servers begin anywhere."""
    top = 2**32 - 1
    found = f"* SEARCH 4000000000 5 {top}\r\n".encode() + OK
    silent = on("EXAMINE", b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n" + OK)  # on UIDNEXT
    with ImapServer(either(silent, on("UID SEARCH", found), headers())) as server:
        swept, bookmark = sweep(imap(server.port), "7:4")
        assert [one.key for one in swept] == ["5", "4000000000", str(top)]
        assert sweep(imap(server.port), bookmark) == ([], bookmark)
    assert bookmark == f"7:{top}"
    assert server.commands[-1] == "LOGOUT"


def test_one_damaged_message_spoils_no_other(caplog: pytest.LogCaptureFixture) -> None:
    """Gmail refuses a whole answer for one message that it cannot read."""
    found = on("UID SEARCH", b"* SEARCH 1 2 3 4 5\r\n" + OK, b"* SEARCH 4\r\n" + OK)
    with ImapServer(either(found, headers(4))) as server:
        swept, bookmark = sweep(imap(server.port))
        assert subjects(swept) == [f"Answer {number}" for number in (1, 2, 3, 5)]
        assert bookmark == "7:8:4"
        assert "message 4 cannot be read" in caplog.text
        assert sweep(imap(server.port), bookmark) == ([], bookmark)
    assert "UID SEARCH UID 4,9:*" in server.commands


@pytest.mark.parametrize(
    ("said", "raw"),
    [
        (b"TAG NO [SERVERBUG] Internal error\r\n", b"Subject: Answer 1\r\n\r\n"),
        (b"TAG NO [UNAVAILABLE] Try again later\r\n", None),
    ],
)
def test_a_message_that_the_server_does_not_hand_out(said: bytes, raw: bytes | None) -> None:
    """It would fail on it every night; what cannot be had for the moment comes tomorrow."""
    found = on("UID SEARCH", b"* SEARCH 1\r\n" + OK)

    def body(command: str) -> bytes | None:
        return said if "BODY.PEEK[]" in command else None

    with ImapServer(either(found, headers(), body)) as server:
        mailbox = imap(server.port)
        (swept,) = mailbox.sweep("INBOX", "", since=LONG_AGO)
        if raw is not None:
            assert mailbox.raw(swept) == raw
        else:
            with pytest.raises(MailError, match="UNAVAILABLE"):
                mailbox.raw(swept)
        mailbox.close()


def test_a_server_that_reads_nothing() -> None:
    """Then something else is wrong, and it must not look like a day without mail."""
    found = on("UID SEARCH", b"* SEARCH 1 2 3 4 5\r\n" + OK)
    with ImapServer(either(found, headers(1, 2, 3, 4, 5))) as server:
        mailbox = imap(server.port)
        with pytest.raises(MailError, match="none of the new messages can be read"):
            list(mailbox.sweep("INBOX", "", since=LONG_AGO))
        mailbox.close()


def test_news_that_nobody_asked_for() -> None:
    """Another program marks messages while we read; a message may be deleted meanwhile."""
    news = b"* 2 FETCH (UID 2 FLAGS (\\Seen))\r\n* 3 FETCH (UID 3 FLAGS ())\r\n* 9 EXPUNGE\r\n"
    found = on("UID SEARCH", b"* SEARCH 1 2 3\r\n" + OK)
    answer = on("UID FETCH", news + header(1) + b"* 3 EXISTS\r\n" + header(2) + OK)
    with ImapServer(either(found, answer)) as server:
        swept, bookmark = sweep(imap(server.port))
    assert subjects(swept) == ["Answer 1", "Answer 2"]
    assert bookmark == "7:8"


def test_answers_with_holes() -> None:
    """NIL for a header, a date of no calendar, no size: the message is read all the same."""
    found = on("UID SEARCH", b"* SEARCH 1\r\n" + OK)
    answer = (
        b'* 1 FETCH (BODY[HEADER.FIELDS ("FROM")] NIL INTERNALDATE "31-Feb-2026 99:00" UID 1)\r\n'
    )
    whole = b"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n", b"* 1 FETCH (UID 1 BODY[] NIL)\r\n"
    fetch = on("UID FETCH", answer + OK, whole[0] + OK, whole[1] + OK)
    with ImapServer(either(found, fetch)) as server:
        mailbox = imap(server.port)
        (one,) = mailbox.sweep("INBOX", "", since=LONG_AGO)
        assert (one.header, one.received_at, one.size) == (b"\r\n", None, None)
        assert mailbox.raw(one) == b""
        mailbox.close()


def test_when_it_arrived() -> None:
    """The moment has the server's zone, and is no naive time of this computer."""
    found = on("UID SEARCH", b"* SEARCH 1\r\n" + OK)
    with ImapServer(either(found, headers())) as server:
        (one,), _ = sweep(imap(server.port))
    assert one.received_at == datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_server_that_does_not_say_the_next_uid() -> None:
    """Without it the date decides, until there is a first message."""
    examined = on("EXAMINE", b"* 5 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n" + OK)
    found = on("UID SEARCH", b"* SEARCH\r\n" + OK, b"* SEARCH 12\r\n" + OK)
    with ImapServer(either(examined, found, headers())) as server:
        assert sweep(imap(server.port)) == ([], "")
        swept, bookmark = sweep(imap(server.port))
    assert subjects(swept) == ["Answer 12"]
    assert bookmark == "7:12"


def test_a_description_that_nobody_understands() -> None:
    """Of such a large message the beginning is read, whatever it has."""
    raw = b"Subject: x\r\n\r\nthe beginning"
    swept = Swept(folder="INBOX", key="1", header=b"\r\n", size=9_000_000)
    strange = b"* 1 FETCH (UID 1 BODYSTRUCTURE ((() NIL) BODY[HEADER]<0> NIL)\r\n"
    whole = b"* 1 FETCH (UID 1 BODY[]<0> {%d}\r\n%s)\r\n" % (len(raw), raw)
    with ImapServer(on("UID FETCH", strange + OK, whole + OK)) as server:
        mailbox = imap(server.port)
        assert mailbox.raw(swept) == raw
        mailbox.close()
    assert "UID FETCH 1 (BODY.PEEK[]<0.1048576>)" in server.commands


def test_a_large_message_that_is_gone() -> None:
    """It was deleted after its header was read."""
    swept = Swept(folder="INBOX", key="1", header=b"\r\n", size=9_000_000)
    with ImapServer() as server:
        mailbox = imap(server.port)
        assert mailbox.raw(swept) == b""
        mailbox.close()


def test_gmail_is_asked_in_its_own_language() -> None:
    """Its search of headers takes long; its index of Message-IDs finds similar ones too."""
    folders = (
        b'* LIST (\\HasNoChildren \\Sent) "/" "[Gmail]/Gesendet"\r\n* LIST () "/" Sent\r\n' + OK
    )
    found = b"* SEARCH 3 4\r\n" + OK
    answer = (
        b"* 1 FETCH (UID 3 BODY[HEADER.FIELDS (MESSAGE-ID)] {17}\r\nMessage-ID: <x>\r\n)\r\n"
        b"* 2 FETCH (UID 4 BODY[HEADER.FIELDS (MESSAGE-ID)] {41}\r\n"
        b"message-id:\r\n <letter1@reyes.example>\r\n\r\n)\r\n" + OK
    )
    told = either(on("LIST", folders), on("UID SEARCH", found), on("UID FETCH", answer))
    with ImapServer(told, capabilities="IMAP4rev1 AUTH=PLAIN X-GM-EXT-1 SPECIAL-USE") as server:
        mailbox = imap(server.port)
        assert mailbox.has_sent("<letter1@reyes.example>") is True
        assert mailbox.has_sent("<letter2@reyes.example>") is False
        mailbox.close()
    assert 'EXAMINE "[Gmail]/Gesendet"' in server.commands
    assert 'EXAMINE "Sent"' not in server.commands
    assert any(
        command.endswith("X-GM-RAW rfc822msgid:letter1@reyes.example")
        for command in server.commands
    )


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (b'* LIST () "/" Sent\r\n', '"Sent"'),
        (b'* LIST () "." INBOX.Sent\r\n* LIST () "." INBOX.Trash\r\n', '"INBOX.Sent"'),
        (b'* LIST () "/" "Gesendete Elemente"\r\n', '"Gesendete Elemente"'),
        (b'* LIST () "/" "&AMk-l&AOk-ments envoy&AOk-s"\r\n', '"&AMk-l&AOk-ments envoy&AOk-s"'),
        (b'* LIST () NIL "Sent Items"\r\n', '"Sent Items"'),
        (b'* LIST (\\Noselect \\Sent) "/" Sent\r\n* LIST (\\SENT) "/" 2026\r\n', '"2026"'),
    ],
)
def test_the_folder_for_sent_mail(listed: bytes, expected: str) -> None:
    """Servers that mark none call it by a usual name, some below INBOX."""
    with ImapServer(on("LIST", listed + OK)) as server:
        mailbox = imap(server.port)
        assert mailbox.has_sent("<letter1@reyes.example>") is False
        mailbox.close()
    assert f"EXAMINE {expected}" in server.commands


@pytest.mark.parametrize("answer", [Drop.NOW, Drop.SILENCE])
def test_a_server_that_keeps_hanging_up(answer: Drop) -> None:
    """One fresh connection is tried; then the owner hears of it."""
    with ImapServer(on("EXAMINE", answer)) as server:
        mailbox = imap(server.port, timeouts=QUICK)
        with pytest.raises(
            MailError, match="keeps closing the connection, or falls silent"
        ) as caught:
            mailbox.check_ready()
        mailbox.close()
    assert str(caught.value).startswith(f"{PLACE} host: ")
    assert server.connections == 2


def test_a_copy_whose_answer_is_lost_is_not_saved_twice() -> None:
    """The server may have taken it before the line broke; so it is looked for first."""
    found = b"* SEARCH\r\n" + OK, b"* SEARCH 1\r\n" + OK
    answer = (
        b"* 1 FETCH (UID 1 BODY[HEADER.FIELDS (MESSAGE-ID)] {39}\r\n"
        b"Message-ID: <letter1@reyes.example>\r\n\r\n)\r\n"
    )
    told = either(
        on("LIST", b'* LIST () "/" Sent\r\n' + OK),
        on("UID SEARCH", *found),
        on("UID FETCH", answer + OK),
        on("APPEND", Drop.NOW),
    )
    with ImapServer(told) as server:
        mailbox = imap(server.port)
        mailbox.save_sent(letter(1))
        mailbox.close()
    assert len([one for one in server.commands if one.startswith("APPEND")]) == 1
    assert server.connections == 2


def test_a_copy_that_is_refused() -> None:
    """The mailbox may be full; the letter itself is sent already."""
    told = either(
        on("LIST", b'* LIST () "/" Sent\r\n' + OK),
        on("APPEND", b"TAG NO [OVERQUOTA] \x1b[2Jfull\r\n"),
    )
    with ImapServer(told) as server:
        mailbox = imap(server.port)
        with pytest.raises(
            MailError, match=r"answered a copy for the sent mail with: .*OVERQUOTA"
        ) as caught:
            mailbox.save_sent(letter(1))
        mailbox.close()
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (
            on("EXAMINE", b"TAG NO [NOPERM] not yours\r\n"),
            "cannot read the folder 'INBOX': .*NOPERM",
        ),
        (on("UID SEARCH", b"TAG BAD what?\r\n"), "cannot read the folder 'INBOX': .*what"),
        (on("UID SEARCH", b"* SEARCH one two\r\n" + OK), "an answer that is not understood"),
        (
            either(on("EXAMINE", b"TAG NO x\r\n"), on("LIST", b"TAG NO x\r\n")),
            "cannot read the folder 'INBOX'",
        ),
        (on("EXAMINE", b"* BYE shutting down\r\n"), "keeps closing the connection"),
    ],
)
def test_a_folder_that_cannot_be_read(answers: Answer, expected: str) -> None:
    """Whatever the server says is told in one line, and is no day without mail."""
    with ImapServer(answers) as server:
        mailbox = imap(server.port, timeouts=QUICK)
        with pytest.raises(MailError, match=expected) as caught:
            list(mailbox.sweep("INBOX", "", since=LONG_AGO))
        mailbox.close()
    assert caught.value.hint
    assert str(caught.value).isprintable()


def test_many_folders_are_not_all_listed() -> None:
    """The hint stays readable, whatever folders are called."""
    names = b"".join(b'* LIST () "/" "Folder %d"\r\n' % number for number in range(500))
    told = either(on("EXAMINE", b"TAG NO none\r\n"), on("LIST", names + OK))
    with ImapServer(told) as server:
        mailbox = imap(server.port, folders=("Answers",))
        with pytest.raises(MailError, match="has no folder 'Answers'") as caught:
            mailbox.check_ready()
        mailbox.close()
    assert caught.value.hint.endswith(" and 480 more")


def test_bodies_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """What people write to the owner is nobody else's business, however verbose a run is (I9)."""
    caplog.set_level(logging.DEBUG)
    swept = Swept(folder="INBOX", key="1", header=b"\r\n", size=10)
    answer = b'* 1 FETCH (UID 1 BODY[] "private")\r\n'
    with ImapServer(on("UID FETCH", answer + OK)) as server:
        mailbox = imap(server.port)
        assert mailbox.raw(swept) == b"private"
        mailbox.close()
    assert "private" not in caplog.text
    assert "AUTHENTICATE" not in caplog.text
