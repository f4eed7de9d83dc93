"""Settlement: calling the buyer's money, the day's run, parking, incentive, non-payment.

On a root's settlement day its money is there: the root's retained part is paid, what was passed
on is parked for each child in the Foundation's deposit account (상생협력법 시행령 §1의3); a
child's own settlement day pays it from there. Over a tree: face = sum of retained + sold (G1).
"""
