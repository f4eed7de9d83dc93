"""Evidence of a receivable: tax invoices and the spreadsheets that list them.

Bytes in, values out, no database. An electronic tax invoice (KEC XML) or a settlement statement
is what a receivable is issued against; its approval number and fingerprint are how the same invoice
is never financed twice (guarantee G8, `financed_once`). A spreadsheet of lines is read with every
fault of every line named at once, and can be sent back as a corrected file in its owner's own
columns.

    supply_won + tax_won = total_won        amount_won <= total_won
"""
