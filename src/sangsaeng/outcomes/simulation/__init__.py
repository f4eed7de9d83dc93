"""What candidate rules would pay, before a programme opens: thousands of invented programmes.

Suppliers of different worth, some of which game, improve invented sites; a sample is verified; the
rules pay. Because the truth is known here, it is also known what they paid for nothing and what
they failed to pay (domain section 6). Figures of a simulation are not money, so floats are used;
the rewards are nonetheless exactly those of `outcomes/contracts`, to the won.
"""
