"""Top floor: the command line. It reads the clock, files and the environment, calls one use case a
command, and prints; it holds no business rule.

Exit codes: 0 done, 1 refused or a check that failed, 2 a command line that cannot be read.
"""
