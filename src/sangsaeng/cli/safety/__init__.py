"""The demonstration of pay for success: the real programme's shape, through the acts of its people.

Every step is entered and approved by the people whose it is, as over the API. All companies and
people are invented.
"""
