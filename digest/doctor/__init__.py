"""`digest doctor`: what is wrong with a newsletter's setup, and how to mend it, found before an issue is due."""

from digest.doctor.diagnosis import Diagnosis, Health, Patient
from digest.doctor.examination import examine, names

__all__ = ["Diagnosis", "Health", "Patient", "examine", "names"]
