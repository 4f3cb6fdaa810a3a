"""One rule a file: a LEVEL, and a function `check(rendered)` that yields what it found. The file's name is its name."""
