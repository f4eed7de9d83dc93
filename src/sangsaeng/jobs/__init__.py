"""Work that outlives the request that asked for it, and telling subscribers what happened.

An act hands the worker a job; the worker does exactly the use case, as the runs' role, and keeps
what came of it where its company reads it. Chores are the same without anybody asking. Subscribers
are told by signed messages over HTTPS; what they are told of is written by the database itself, in
the transaction of what happened. `clock.Clock` is the one clock of the faces and the worker.
"""
