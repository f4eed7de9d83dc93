"""Floor 1: the embedded server, connections and transactions, named SQL, migrations."""
