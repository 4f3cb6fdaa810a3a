"""HTTP: asking servers, within a time and to addresses that may be reached."""
