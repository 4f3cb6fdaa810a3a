"""A capped booking runs at most so often in any N issues in a row."""

from __future__ import annotations

from digest.ads.bid import Bid

RANK = 40


def against(bid: Bid) -> str:
    """Why the cap is reached: it counts this issue and the ones before it."""
    cap = bid.booking.cap
    if cap is None:
        return ""
    last = bid.history.days[-(cap.issues - 1) :]
    ran = sum(run.day in last for run in bid.history.of_booking(bid.booking.id))
    return f"{ran} of at most {cap.insertions} in {cap.issues} issues have run" if ran >= cap.insertions else ""
