"""A booking runs from the first to the last day of its flight, both included, by the issue's date."""

from __future__ import annotations

from digest.ads.bid import Bid

RANK = 20


def against(bid: Bid) -> str:
    """Why the issue's day is outside the flight."""
    if bid.day < bid.booking.first:
        return f"its flight starts on {bid.booking.first}"
    return f"its flight ended on {bid.booking.last}" if bid.day > bid.booking.last else ""
