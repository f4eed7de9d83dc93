"""Floor 3: companies, their bank accounts at any institution, and which account a won goes to.

One-stop payment lets a supplier be paid into the account it already has, so the payee's bank is no
longer the paying bank: every account is checked with its bank (bank code + account number ->
holder's name), and a changed account is used only after a cooling-off (G13: changing where money
goes is a money step). usable(account) = holder check matched and today >= usable_from.
"""
