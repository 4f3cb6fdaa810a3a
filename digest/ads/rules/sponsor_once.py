"""No sponsor runs twice in an issue."""

from __future__ import annotations

from digest.ads.bid import Bid

RANK = 60


def against(bid: Bid) -> str:
    """Why the sponsor has had its turn in this issue."""
    sponsor = bid.booking.sponsor
    again = sponsor and any(other.sponsor == sponsor for other in bid.others)
    return f"{bid.company(bid.booking)} already runs in this issue" if again else ""
