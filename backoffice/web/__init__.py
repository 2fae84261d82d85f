"""The application: sign-in, layout, live events."""
