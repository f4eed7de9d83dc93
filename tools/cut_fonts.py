"""Cut Pretendard GOV into the layers the portal serves, and write fonts.css.

    python tools/cut_fonts.py <pretendard-gov>/dist/web/static

Layer 1 holds Latin, digits, signs and every syllable of the message catalogues and is fetched
first. Layer 2 holds the syllables that are next in use (names of companies, people, places), layer
3 the rest of KS X 1001, in one weight, which a browser thickens. No two faces claim the same
letter, because a browser fetches every face that claims one. Other modern syllables are left to
the device's own font: claiming them exactly costs every page 7 KB for letters hardly ever seen.
"""

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font

from sangsaeng.kernel.messages import catalogue

ROOT = Path(__file__).resolve().parents[1] / "src/sangsaeng/web"
WEIGHTS = {"Regular": 400, "Bold": 700}
SYLLABLES = range(0xAC00, 0xD7A4)
SIGNS = (
    "₩×÷±·…–—‘’“”«»§°%※→←↑↓−≤≥≈□■○●△▲▽▼◇◆①②③④⑤⑥⑦⑧⑨⑩✓"
    "「」『』〈〉《》【】〔〕、。〜ㆍㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ㈜㎡℃№\u00a0"
)
# The licence reserves the name Pretendard GOV for its makers: what is cut bears another.
FAMILY = "Sangsaeng Sans"
FAMILIES = {"1": FAMILY, "2": FAMILY, "3": "Sangsaeng Rare"}
NAMES = 160  # the next in use; more would not fit a first page of 200 KB in two weights
PIECES = 8


def by_use(css: str) -> list[int]:
    """Syllables in the order of the publisher's dynamic subset, the most used last."""
    found: list[int] = []
    for ranges in reversed(re.findall(r"unicode-range:([^;}]+)", css)):
        for one in ranges.split(","):
            ends = [int(end, 16) for end in one.strip().lstrip("Uu+").split("-")]
            found += [code for code in range(ends[0], ends[-1] + 1) if code in SYLLABLES]
    return found


def in_ksx1001(code: int) -> bool:
    """KS X 1001 has 2,350 syllables, two bytes each in EUC-KR."""
    try:
        return len(chr(code).encode("euc_kr")) == 2
    except UnicodeEncodeError:
        return False


def ranges_of(codes: Iterable[int]) -> str:
    """A unicode-range of exactly these."""
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def pieces(codes: Sequence[int], count: int) -> list[Sequence[int]]:
    size = -(-len(codes) // count)
    return [codes[at : at + size] for at in range(0, len(codes), size)]


def cut(source: Path, target: Path, codes: Iterable[int]) -> None:
    """A woff2 with these letters; all figures of this font have one width."""
    options = Options(flavor="woff2", hinting=False)
    options.layout_features = ["kern", "ccmp", "locl", "mark", "mkmk"]
    options.name_IDs = [0, 1, 6, 13, 14]
    font = load_font(str(source), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=list(codes))
    subsetter.subset(font)
    for number in (1, 2, 3, 4, 6, 16, 17):
        font["name"].removeNames(nameID=number)
    font["name"].setName(FAMILY, 1, 3, 1, 0x409)
    font["name"].setName(FAMILY.replace(" ", ""), 6, 3, 1, 0x409)
    save_font(font, str(target), options)


def layers(dynamic_css: str) -> list[tuple[str, Sequence[int]]]:
    """(name, letters), the most used first."""
    said = "".join(text for both in catalogue().values() for text in both.values())
    first = {*range(0x20, 0x7F), *map(ord, SIGNS + said)} - {0x0A}
    names = [code for code in by_use(dynamic_css) if in_ksx1001(code) and code not in first]
    known = list(dict.fromkeys(names + [code for code in SYLLABLES if in_ksx1001(code)]))
    second = known[:NAMES]
    third = [code for code in known[NAMES:] if code not in first]
    found: list[tuple[str, Sequence[int]]] = [("1", sorted(first)), ("2", second)]
    for number, part in enumerate(pieces(third, PIECES)):
        found.append((f"3{chr(97 + number)}", part))
    return found


def main(folder: Path, cutting: bool = True) -> None:
    target = ROOT / "static/fonts"
    target.mkdir(exist_ok=True)
    dynamic = (folder / "pretendard-gov-dynamic-subset.css").read_text("utf-8")
    rules = ["/* Pretendard GOV in layers, written by tools/cut_fonts.py; see NOTICE.md. */\n"]
    for name, codes in layers(dynamic):
        weights = WEIGHTS if name in ("1", "2") else {"Regular": 400}
        family = FAMILIES[name[0]]
        claimed = ranges_of(codes)
        for weight, number in weights.items():
            file = f"{weight.lower()}-{name}.woff2"
            if cutting:
                cut(folder / f"woff2/PretendardGOV-{weight}.woff2", target / file, codes)
            rules.append(
                f'@font-face{{font-family:"{family}";font-weight:{number};'
                f"font-display:optional;src:url(fonts/{file});unicode-range:{claimed}}}\n"
            )
    (ROOT / "static/fonts.css").write_text("".join(rules), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
