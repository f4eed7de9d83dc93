"""Papers for people and archives: PDF/A from typst, xlsx and csv from the same tables."""
