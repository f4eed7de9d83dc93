"""What a programme came to: the virtuous-cycle report, and exports in the standards of the field.

One reading (`service.read_figures`) gives the figures; everything else is made of them, without a
clock or a database: the report, INDIGO 4.1.0, OCDS 1.1.5, and sheets.
"""
