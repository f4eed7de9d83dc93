"""What every part of a story's machine works on."""

from __future__ import annotations

from naive import Naive
from story import Story
from wishes import Wishes

from books import Book
from sangsaeng.database.connection import Database


class Scene:
    """A book, its twin, those who wish something of them, and what is written down of it."""

    database: Database
    book: Book
    naive: Naive
    wishes: Wishes
    story: Story
