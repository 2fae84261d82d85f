"""The demo estate of the first start: its callers and amounts are promised in the README."""
