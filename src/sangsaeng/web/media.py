"""What the portal's files are called to a browser."""

from __future__ import annotations

from collections.abc import Mapping

# By the ending of a file's name.
MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
