"""The demo estate of the first start."""
