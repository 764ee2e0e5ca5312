"""Numbers shown by number formats: the patterns of Sheets, as far as they are in common use."""

import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from tests.emulators.google.errors import Json
from tests.emulators.google.serials import moment_of

DEFAULT_PATTERNS = {
    "NUMBER": "#,##0.00",
    "PERCENT": "0.00%",
    "CURRENCY": '"$"#,##0.00',
    "DATE": "m/d/yyyy",
    "TIME": "h:mm:ss am/pm",
    "DATE_TIME": "m/d/yyyy h:mm:ss",
    "SCIENTIFIC": "0.00E+00",
}
DATE_TYPES = frozenset(("DATE", "TIME", "DATE_TIME"))
_DATE_TOKEN = re.compile(
    r'"[^"]*"|\\.|\[h+\]|\[m+\]|\[s+\]|am/pm|a/p|y+|m+|d+|h+|s+|\.0+|.', re.IGNORECASE | re.DOTALL
)
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?(?:E\+?0+)?|\.[#0?]+", re.IGNORECASE)
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[(?:\$([^\]-]*)[^\]]*|[^\]]*)\]')


def general(number: float) -> str:
    """Return a number as a cell without a format shows it: at most ten significant digits."""
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    if abs(number) >= 1e15 or abs(number) < 1e-5:
        mantissa, _, exponent = f"{number:.5E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    digits = max(0, 10 - max(1, len(str(int(abs(number))))))
    if abs(number) < 1:
        digits = 10
    text = f"{Decimal(repr(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_date_format(number_format: Json | None) -> bool:
    """Say whether a number format shows dates or times."""
    return bool(number_format) and (number_format or {}).get("type") in DATE_TYPES


def shown(number: float, number_format: Json | None) -> str:
    """Return a number as a cell of that number format shows it."""
    if not number_format:
        return general(number)
    kind = str(number_format.get("type", ""))
    pattern = str(number_format.get("pattern") or DEFAULT_PATTERNS.get(kind, ""))
    if not pattern or kind == "TEXT" or pattern.lower() in ("general", "@"):
        return general(number)
    if kind in DATE_TYPES:
        return _shown_date(number, pattern)
    return _shown_number(number, pattern)


def _shown_date(serial: float, pattern: str) -> str:
    moment = moment_of(serial)
    tokens: list[str] = _DATE_TOKEN.findall(pattern)
    twelve = any(token.lower() in ("am/pm", "a/p") for token in tokens)
    parts = []
    for index, token in enumerate(tokens):
        lowered = token.lower()
        if lowered.startswith("m") and _is_minute(tokens, index):
            parts.append(f"{moment.minute:0{len(token)}d}")
        else:
            parts.append(_date_part(moment, serial, token, twelve=twelve))
    return "".join(parts)


def _is_minute(tokens: list[str], index: int) -> bool:
    letters = [t.lower()[0] if t[0] != "[" else t.lower()[1] for t in tokens]
    before = next((x for x in reversed(letters[:index]) if x in "ymdhs"), "")
    after = next((x for x in letters[index + 1 :] if x in "ymdhs"), "")
    return before == "h" or after == "s"


def _date_part(moment: datetime, serial: float, token: str, *, twelve: bool) -> str:
    lowered = token.lower()
    hour = (moment.hour % 12 or 12) if twelve else moment.hour
    if token[0] in "\"'\\":
        return token.strip('"').lstrip("\\")
    if lowered in ("am/pm", "a/p"):
        mark = "AM" if moment.hour < 12 else "PM"
        return mark if lowered == "am/pm" else mark[0]
    if lowered.startswith("["):
        unit = {"h": 24, "m": 1440, "s": 86400}[lowered[1]]
        return str(int(round(serial * 86400) * unit / 86400))
    if lowered.startswith(".0"):
        return f"{moment.microsecond / 1_000_000:.{len(token) - 1}f}"[1:]
    return _calendar_part(moment, lowered, hour) or token


def _calendar_part(moment: datetime, token: str, hour: int) -> str:
    letter, length = token[0], len(token)
    if letter == "y":
        return f"{moment.year:04d}" if length > 2 else f"{moment.year % 100:02d}"
    if letter in "md" and length > 2:
        names = {"m": ("%b", "%B"), "d": ("%a", "%A")}[letter]
        name = moment.strftime(names[length > 3])
        return name[0] if length == 5 else name
    numbers = {"m": moment.month, "d": moment.day, "h": hour, "s": moment.second}
    return f"{numbers[letter]:0{min(length, 2)}d}" if letter in numbers else ""


def _section(number: float, pattern: str) -> tuple[float, str]:
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*\Z)', pattern)
    if len(sections) > 1 and number < 0:
        return -number, sections[1]
    if len(sections) > 2 and number == 0:
        return number, sections[2]
    return number, sections[0]


def _shown_number(number: float, pattern: str) -> str:
    number, section = _section(number, pattern)
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or match[3] or "")
        return chr(0xE000 + len(literals) - 1)

    section = _LITERAL.sub(keep, section)
    if "%" in section:
        number *= 100
    digits = _DIGITS.search(section)
    if digits:
        sign = "-" if number < 0 else ""
        text = _digits(abs(number), digits[0])
        if not text.strip("0.,"):
            sign = ""
        section = sign + section[: digits.start()] + text + section[digits.end() :]
    for index, literal in enumerate(literals):
        section = section.replace(chr(0xE000 + index), literal)
    return section


def _digits(number: float, pattern: str) -> str:
    if "E" in pattern.upper():
        places = len(pattern.upper().partition("E")[0].partition(".")[2])
        return f"{number:.{places}E}"
    whole, _, decimals = pattern.partition(".")
    rounded = Decimal(repr(number)).quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    before, _, after = f"{rounded:f}".partition(".")
    least = len(decimals.rstrip("#?"))
    while len(after) > least and after.endswith("0"):
        after = after[:-1]
    before = before.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole.rstrip(","):
        before = re.sub(r"(?<=\d)(?=(\d{3})+\Z)", ",", before)
    return f"{before}.{after}" if after else before
