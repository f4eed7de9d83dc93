"""What people are told by e-mail and message: who hears what, in whose words, by which channel.

A chore looks through the book for what happened and puts down one notice a person; others put
notices into letters and send them. Desks know nothing of it.
"""
