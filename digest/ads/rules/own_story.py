"""No ad runs beside a story that names its sponsor: it would look bought, or be an embarrassment."""

from __future__ import annotations

import re

from digest.ads.bid import Bid
from digest.ads.slots import told

RANK = 80
# What a company's register says behind its name, and a headline leaves out.
_FORM = re.compile(r"[,\s]+(inc|ltd|llc|plc|gmbh|ag|co|corp|limited|s\.?a|srl|bv|pty)\.?$", re.IGNORECASE)


def against(bid: Bid) -> str:
    """Which story beside the slot names the sponsor, by whole words in what is told of it."""
    sponsor = bid.inventory.sponsor(bid.booking.sponsor)
    if sponsor is None:
        return ""
    names = [_FORM.sub("", name) for name in (sponsor.name, *sponsor.names)]
    wanted = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names), re.IGNORECASE)
    found = next((story for story in bid.slot.stories if wanted.search(told(story))), None)
    return f"“{found.title}”, beside it, is about {sponsor.name}" if found else ""
