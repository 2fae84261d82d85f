"""Decoration of a house: application, permit, deposit, inspections, refund (S2)."""
