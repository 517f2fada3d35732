"""What a live model may use."""

REFUSED_SYNTAX: dict[str, tuple[str, str]] = {}
