"""What may be done by whom: every use case as an act, every list as a reading, and four eyes (G13).

An act is entered as data, approved by another person where money or power moves, and executed as
the very text that was approved: digest = sha256(canonical JSON of what was entered). Who may do
what stands with each act and reading (`kinds/`, `readings/`), and nowhere else: the faces, the
permission matrix in docs/powers.md and its test are made from it.
"""
