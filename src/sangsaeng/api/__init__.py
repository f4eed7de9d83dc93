"""The REST API: every act and every reading of the registries over HTTP, and nothing besides.

A face: it reads requests strictly, finds out who asks, calls one use case and says what came of
it. It commits before it answers, and works only with logins that row-level security binds.
"""
