"""A client for Sangsaeng's API: `Api(base_url, key=...)` has one method an operation."""

from sangsaeng_client.api import Api
from sangsaeng_client.transport import Page, Pages, Problem
from sangsaeng_client.webhooks import is_genuine

__all__ = ["Api", "Page", "Pages", "Problem", "is_genuine"]
