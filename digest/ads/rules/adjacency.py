"""No ad stands next to a story marked `no_ads`, and next to a `soft` one only those that are allowed to."""

from __future__ import annotations

from digest.ads.bid import Bid
from digest.ads.slots import worst

RANK = 90


def against(bid: Bid) -> str:
    """Which neighbour forbids it."""
    if not bid.slot.known:
        return ""
    if bid.slot.barred:
        return bid.slot.barred
    for block in filter(None, (bid.slot.before, bid.slot.after)):
        if reason := worst(block):
            return f"next to {reason}"
        if bid.booking.beside_soft:
            continue
        if block.sensitive:
            return f"next to the {block.kind}, sensitive: {block.sensitive.reason}"
        for story in block.stories:
            if story.sensitive:
                return f"next to “{story.title}”, sensitive: {story.sensitive.reason}"
    return ""
