"""The order of the stages: what each command of `digest` does, without a word printed."""

from digest.pipeline.adoption import Adoption, adopt
from digest.pipeline.archiving import Built, build_archive
from digest.pipeline.booked import check_ads
from digest.pipeline.bounces import BouncesRead, read_bounces
from digest.pipeline.clock import is_pretended, issue_day, today
from digest.pipeline.collecting import gather, sources_at
from digest.pipeline.coming import Coming, coming
from digest.pipeline.domain import check_sender, check_sending_domain
from digest.pipeline.editing import edit_issue, restore_issue
from digest.pipeline.forecast import Forecast, forecast
from digest.pipeline.inputs import changed_since, inputs
from digest.pipeline.mail import send, test
from digest.pipeline.notices import notify, of_script, unreached
from digest.pipeline.outcome import RunResult
from digest.pipeline.output import (
    check_issue,
    failing,
    files,
    find_issue,
    newer_support,
    render_issue,
    rendered,
    theme_folders,
)
from digest.pipeline.pictures import copies_of
from digest.pipeline.plan import Planned, plan
from digest.pipeline.previewing import (
    Offer,
    earlier_issues,
    find_readers,
    is_next,
    offers,
    preview_message,
    source_of,
    web_version,
)
from digest.pipeline.progress import Progress
from digest.pipeline.readers import (
    SuppressionChange,
    export_suppressions,
    import_suppressions,
    suppress,
    suppressions,
    unsuppress,
)
from digest.pipeline.review import approve, hold, to_approve, to_hold, to_send
from digest.pipeline.run import run
from digest.pipeline.sponsors import Imported, ad_calendar, import_bookings, sponsor_names, sponsor_report
from digest.pipeline.standing import SendResult, status
from digest.pipeline.starting import Found, find_source
from digest.pipeline.support import update_support
from digest.pipeline.told import tally
from digest.renderer import Compiled
from digest.sender import Counts, Suppression

__all__ = [
    "Adoption",
    "BouncesRead",
    "Built",
    "Coming",
    "Compiled",
    "Counts",
    "Forecast",
    "Found",
    "Imported",
    "Offer",
    "Planned",
    "Progress",
    "RunResult",
    "SendResult",
    "Suppression",
    "SuppressionChange",
    "ad_calendar",
    "adopt",
    "approve",
    "build_archive",
    "changed_since",
    "check_ads",
    "check_issue",
    "check_sender",
    "check_sending_domain",
    "coming",
    "copies_of",
    "earlier_issues",
    "edit_issue",
    "export_suppressions",
    "failing",
    "files",
    "find_issue",
    "find_readers",
    "find_source",
    "forecast",
    "gather",
    "hold",
    "import_bookings",
    "import_suppressions",
    "inputs",
    "is_next",
    "is_pretended",
    "issue_day",
    "newer_support",
    "notify",
    "of_script",
    "offers",
    "plan",
    "preview_message",
    "read_bounces",
    "render_issue",
    "rendered",
    "restore_issue",
    "run",
    "send",
    "source_of",
    "sources_at",
    "sponsor_names",
    "sponsor_report",
    "status",
    "suppress",
    "suppressions",
    "tally",
    "test",
    "theme_folders",
    "to_approve",
    "to_hold",
    "to_send",
    "today",
    "unreached",
    "unsuppress",
    "update_support",
    "web_version",
]
