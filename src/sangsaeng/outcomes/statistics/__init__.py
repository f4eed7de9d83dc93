"""Statistics of safety in closed form; `rules_exact` alone may touch a payment.

`rules_exact` reckons in whole numbers and replays bit for bit on any machine. All else here is for
showing, for triage and for judging rules before a programme opens: floats, within a few units of
the last place of what evaluators publish (domain sections 3.3 and 3.4; the oracles are tests).
"""
