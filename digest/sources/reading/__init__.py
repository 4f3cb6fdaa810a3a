"""What every kind of source shares: from raw records, however dirty, to entries that can be trusted as plain text."""
