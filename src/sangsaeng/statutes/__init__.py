"""Floor 2: the law and the calendar as dated data, each value with its article and source.

One value, one file in `parameters/<topic>/<name>.yaml`, found by scanning; `loader` reads them,
`calendar` reads `closed_days/<year>.yaml`. Nothing here decides: rules ask for the value in force
on a day and store the day they asked about.
"""
