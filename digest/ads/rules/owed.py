"""No booking runs more often than was bought."""

from __future__ import annotations

from digest.ads.bid import Bid

RANK = 30


def against(bid: Bid) -> str:
    """Why nothing is owed any more."""
    bought = bid.booking.insertions
    if bought is None or len(bid.history.of_booking(bid.booking.id)) < bought:
        return ""
    return "its insertion has run" if bought == 1 else f"all {bought} insertions have run"
