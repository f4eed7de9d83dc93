"""The evidence of a buyer's default, for the insurer and the court: CSV files and one paper.

It holds every tier's names and amounts and is the institution's own document: no company is given
it (G12). The same data make the same bytes; `manifest.csv` carries the digest of every file.
"""
