"""Signing in: sessions, passkeys, passwords with codes, institutions' own sign-in, recovery.

Everything here works as the door's role, which knows people, sessions and powers, and no money.
"""
