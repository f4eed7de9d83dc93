"""The living example: a book with half a year behind it, and work that waits for a visitor today.

All companies and people are invented; days count back from the day on which it is played.
"""
