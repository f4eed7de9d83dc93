"""Who did what, and who looked at whose data: an append-only log, sealed in a hash chain.

Writing an event is one INSERT in the transaction of the act it tells of; the chain is laid over
rows of ended transactions in the background, never in the write path.
"""
