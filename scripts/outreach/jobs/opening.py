"""Opens all that a run of letters needs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from outreach.campaign.calendar import send_calendar
from outreach.campaign.letters import Letters
from outreach.files.campaigns import load_campaign
from outreach.files.config import Config
from outreach.files.phrases import load_phrases
from outreach.files.templates import load_templates
from outreach.jobs.hearing import Ear
from outreach.jobs.passes import Passes
from outreach.jobs.request import Request
from outreach.jobs.showing import Frame
from outreach.jobs.tools import Tools, opened_tools


@contextmanager
def opened_passes(
    config: Config,
    request: Request,
    *,
    now: datetime,
    new_id: Callable[[], str],
    chance: Callable[[int, int], int],
    any_ledger: bool = False,
    makes_answers: bool = False,
) -> Iterator[tuple[Passes, Frame]]:
    """Open sheet, ledger, transport and letters; yield what makes passes, and its first moment.

    Args:
        now: Aware.
        new_id: Returns a fresh row key.
        chance: Returns a whole number between its two arguments, both included.
        any_ledger: Do not mind whether the ledger is for this kind of transport.
        makes_answers: Make up the answers of a rehearsal when they are still to be made.

    Raises:
        OutreachError: Something cannot be opened.
    """
    settings = config.settings
    campaign = load_campaign(config, settings.campaigns.active[0])
    letters = Letters(load_templates(config, campaign))
    calendar = send_calendar(settings)
    answers_at = now if makes_answers else None
    with opened_tools(
        config, dry=request.dry, any_ledger=any_ledger, answers_at=answers_at
    ) as tools:
        frame = Frame(
            settings=settings,
            campaign=campaign,
            calendar=calendar,
            now=now.astimezone(calendar.zone),
            follow_ups=not tools.transport.is_live or tools.mailbox is not None,
            must_have_read=tools.transport.is_live,
        )
        passes = Passes(
            config=config,
            ear=_ear(config, tools),
            request=request,
            tools=tools,
            letters=letters,
            new_id=new_id,
            chance=chance,
        )
        yield passes, frame


def _ear(config: Config, tools: Tools) -> Ear | None:
    """Return what reads the mailbox, or None without one."""
    if tools.mailbox is None:
        return None
    owner = config.settings.owner
    own = frozenset({owner.email, *owner.test_addresses})
    return Ear(mailbox=tools.mailbox, phrases=load_phrases(config), own=own)
