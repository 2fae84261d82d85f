"""What staff and owners do: one folder a capability, rights checked in its desk."""
