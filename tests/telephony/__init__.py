"""Stories told through SIP to a real Asterisk."""
