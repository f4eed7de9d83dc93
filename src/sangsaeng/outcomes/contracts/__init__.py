"""Outcome contracts: data that says what is paid for which result, to the unit and the clause."""
