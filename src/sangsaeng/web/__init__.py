"""The portal: every role's work on a screen, over the same acts and readings as the API.

A face: pages rendered on the server, in Korean and English, with no rule of the business in them.
Each file of `pages/` is a screen or a few that belong together; what waits for a person is told by
the files of `needs/`. A page reads by `Visit.read` and writes by `Visit.enter`, and by nothing
else, so that what it shows and does is what the registries and row-level security allow.
"""
