"""How sensitive a story is: whether an ad beside it would hurt the reader, the advertiser and the publisher."""

from digest.sensitivity.judge import graver, judge, judge_text
from digest.sensitivity.words import languages

__all__ = ["graver", "judge", "judge_text", "languages"]
