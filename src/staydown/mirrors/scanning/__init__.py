"""The scan of a whole account base: cut into parts, done by one of three engines, resumable."""
