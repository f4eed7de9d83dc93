"""Looking at the whole: `verify` on live data, scenario replay, where the money went.

`verify` prints each rule of the guarantee as an equation with both sides in won; `replay` runs a
chain of payments from a file in a fresh book against a bank that is played here.
"""
