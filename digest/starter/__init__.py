"""`digest init`: a working folder that sends its first issue at once, to nobody but itself."""

from digest.starter.answers import Answers, Question, answer
from digest.starter.create import Created, Feed, check, create, workflows

__all__ = ["Answers", "Created", "Feed", "Question", "answer", "check", "create", "workflows"]
