"""The demonstration: a month's invoices of one invented buyer, down four tiers, into many banks.

It goes through the same use cases as everybody, in a book of its own, against a bank that was not
written here; everything that goes wrong in it is asked for, and everything must come right.

    cast      who takes part                 papers    the files they bring
    line      the wire to the bank           stage     the book and a working day
    story     what happens on which day      early_cash  sales, a standing order, a creditor
    outcome   what came of it                picture   where the money went
"""
