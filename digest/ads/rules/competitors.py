"""Sponsors of one category never share an issue."""

from __future__ import annotations

from digest.ads.bid import Bid

RANK = 70


def against(bid: Bid) -> str:
    """Which competitor runs already."""
    sponsor = bid.inventory.sponsor(bid.booking.sponsor)
    category = sponsor.category.strip().casefold() if sponsor else ""
    for other in bid.others:
        rival = bid.inventory.sponsor(other.sponsor)
        if category and rival and rival.category.strip().casefold() == category and rival is not sponsor:
            return f"{rival.name}, a competitor, already runs in this issue"
    return ""
