"""The order of the stages: what each command of `digest` does, without a word printed."""

from digest.pipeline.bounces import BouncesRead, read_bounces
from digest.pipeline.clock import today
from digest.pipeline.collecting import gather, sources_at
from digest.pipeline.coming import Coming, coming
from digest.pipeline.editing import edit_issue, restore_issue
from digest.pipeline.forecast import Forecast, forecast
from digest.pipeline.mail import SendResult, check_sending_domain, send, status, test
from digest.pipeline.output import check_issue, files, find_issue, render_issue, rendered, theme_folders
from digest.pipeline.plan import Planned, plan
from digest.pipeline.progress import Progress
from digest.pipeline.readers import (
    SuppressionChange,
    export_suppressions,
    import_suppressions,
    suppress,
    suppressions,
    unsuppress,
)
from digest.pipeline.run import RunResult, failing, run
from digest.pipeline.sponsors import Imported, ad_calendar, import_bookings, sponsor_report
from digest.pipeline.support import update_support
from digest.sender import Counts, Suppression

__all__ = [
    "BouncesRead",
    "Coming",
    "Counts",
    "Forecast",
    "Imported",
    "Planned",
    "Progress",
    "RunResult",
    "SendResult",
    "Suppression",
    "SuppressionChange",
    "ad_calendar",
    "check_issue",
    "check_sending_domain",
    "coming",
    "edit_issue",
    "export_suppressions",
    "failing",
    "files",
    "find_issue",
    "forecast",
    "gather",
    "import_bookings",
    "import_suppressions",
    "plan",
    "read_bounces",
    "render_issue",
    "rendered",
    "restore_issue",
    "run",
    "send",
    "sources_at",
    "sponsor_report",
    "status",
    "suppress",
    "suppressions",
    "test",
    "theme_folders",
    "today",
    "unsuppress",
    "update_support",
]
