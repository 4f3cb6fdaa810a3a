"""One rule a file: a function `check(rendered)` that yields findings. The file's name is the rule's name."""
