"""The rules of placement, one a file: `against(bid)` says why a booking may not run; the lowest `RANK` is told."""
