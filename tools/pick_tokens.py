"""Write the portal's tokens.css: KRDS's colour tokens that portal.css uses, in both modes.

python tools/pick_tokens.py <krds-uiux>/resources/css/token/krds_tokens.css
"""

import re
import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "src/sangsaeng/web/static"
MODES = {"light": ":root", "high-contrast": "[data-krds-mode=high-contrast]"}


def pick(krds: str, used: set[str]) -> str:
    """The rules for both modes: a token keeps KRDS's name without its mode, its colour resolved."""
    tokens = dict(re.findall(r"(--krds-[\w-]+):\s*([^;]+);", krds))

    def resolve(value: str) -> str:
        while found := re.fullmatch(r"var\((--krds-[\w-]+)\)", value):
            value = tokens[found[1]]
        return value

    rules = []
    for mode, selector in MODES.items():
        lines = [
            f"--krds-{name}:{resolve(tokens[f'--krds-{mode}-{name}'])};" for name in sorted(used)
        ]
        rules.append(f"{selector}{{color-scheme:{'light' if mode == 'light' else 'dark'};\n")
        rules.append("\n".join(lines) + "\n}\n")
    return "".join(rules)


if __name__ == "__main__":
    said = Path(sys.argv[1]).read_text("utf-8")
    asked = set(re.findall(r"var\(--krds-(color-[\w-]+)\)", (STATIC / "portal.css").read_text()))
    head = "/* Colour tokens of KRDS 1.1.0 (krds-uiux), those in use; see NOTICE.md. */\n"
    (STATIC / "tokens.css").write_text(head + pick(said, asked), "utf-8")
