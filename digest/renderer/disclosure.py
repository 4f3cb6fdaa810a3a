"""What stands beside an ad or a house promo, so that nobody takes it for a story."""

from __future__ import annotations

from collections.abc import Callable

from digest.models import Insertion


def disclose(insertion: Insertion, *, newsletter: str, t: Callable[..., str]) -> str:
    """The label of `insertion`: its own, else that of an advertisement, or whose house promo it is.

    Names the sponsor unless the label does.
    """
    fallback = t("from", newsletter=newsletter) if insertion.tier == "house" else t("advertisement")
    label = insertion.label or fallback
    sponsor = insertion.sponsor_name
    return t("sponsor", label=label, sponsor=sponsor) if sponsor and sponsor not in label else label
