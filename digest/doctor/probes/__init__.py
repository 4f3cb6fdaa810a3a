"""The probes of `digest doctor`, one a file: `look(patient)` yields what it sees."""
