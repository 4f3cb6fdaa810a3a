"""`digest`, for a job in a test: at the time that DIGEST_TEST_NOW says, in UTC."""

import os
import sys
from datetime import UTC, datetime, tzinfo

from digest.cli import main
from digest.pipeline import clock


class Clock(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime.fromisoformat(os.environ["DIGEST_TEST_NOW"]).replace(tzinfo=UTC).astimezone(tz)


clock.datetime = Clock
sys.argv[0] = "digest"
main()
