"""Early cash at the buyer's price: quotes, sales, funders, standing orders, auctions.

상생협력법 §2 8의2: the same terms at every tier (G10), no recourse (G5), §22⑥ for government roots.
interest = amount x rate x days / 365, rounded once; days from the sale to the settlement day of
what is sold; proceeds = amount - interest, paid the same day. Before its tree is funded a sale is
paid by funders; afterwards by the deposit itself, and all its interest is refunded.
Over any history: interest paid = earned by funders + system fee + refunded + not yet earned.
"""
