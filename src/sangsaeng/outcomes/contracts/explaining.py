"""An explanation's lines as sentences, amounts as people of the currency write them."""

from __future__ import annotations

from sangsaeng.kernel.messages import Language, sentence
from sangsaeng.outcomes.contracts.contract import Currency
from sangsaeng.outcomes.contracts.shape import Step


def show_amount(amount: int, currency: Currency) -> str:
    """1,234,567 won; 4,800,000.00 where the minor unit has two digits."""
    whole, part = divmod(abs(amount), 10**currency.minor_digits)
    decimals = f".{part:0{currency.minor_digits}d}" if currency.minor_digits else ""
    return f"{'-' if amount < 0 else ''}{whole:,}{decimals}"


def explain_step(step: Step, currency: Currency, language: Language) -> str:
    """One line in one language. Whole numbers among its facts are amounts."""
    shown = {
        name: show_amount(fact, currency) if isinstance(fact, int) else fact
        for name, fact in step.facts.items()
    }
    return sentence(step.what, language, shown)
