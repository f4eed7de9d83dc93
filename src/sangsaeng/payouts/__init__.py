"""Floor 6: payouts. Instructions, banks' answers, returns, statements, reconciliation (G7)."""
