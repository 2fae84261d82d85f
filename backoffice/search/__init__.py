"""One search box: houses, people, telephones, requests as one types (S1, S6)."""
