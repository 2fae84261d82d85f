"""The first visit: five steps from an empty installation to a hotline (pages.md)."""
