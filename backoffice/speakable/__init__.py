"""Names that callers hear."""
