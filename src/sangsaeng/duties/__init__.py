"""What paying by mutual benefit payment earns and obliges: tax credit, preview of a pass-on.

조세특례제한법 §7의4: credit = sum over spans of days (amount due within the span x its rate),
capped at a share of the year's tax; net = credit taken - rural surtax on it (농어촌특별세법 §5①1).
Nothing here moves money: these are statements and previews for people who decide.
"""
