"""Promises and their evidence: issue, pass on, refuse, cancel, amend (상생협력법 §2 8의2).

A buyer's approved invoice becomes a root receivable; a holder passes parts of it on. For every
receivable `face = retained + passed_on + sold` (G1); value comes from a parent or a buyer (G2); a
child is never due before its parent (G3); nobody above takes it back (G4); an invoice is promised
once (G8); its terms stay those of the day its root was issued (G11).
"""
