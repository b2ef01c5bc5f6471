"""Templates compile, and hold nothing that the content security policy would have to forgive."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import engines

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    path
    for path in ROOT.glob("*/templates/**/*")
    if path.is_file() and path.suffix in (".html", ".txt", ".svg") and not path.is_relative_to(ROOT / "var")
)
HANDLERS = re.compile(r"on[a-z]+")


class Inline(HTMLParser):
    """Collects scripts with a body, styles, and attributes that run code or draw."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "style":
            self.found.append(f"<{tag}>")
        if (
            tag == "script"
            and "src" not in given
            and given.get("type") not in ("application/json", "application/ld+json")
        ):
            self.found.append("<script> without src")
        self.found += [f"{tag} {name}" for name in given if name == "style" or HANDLERS.fullmatch(name)]
        self.found += [
            f"{tag} {name}" for name, value in attributes if (value or "").strip().startswith("javascript:")
        ]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_are_templates():
    assert TEMPLATES


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_template_compiles(path):
    name = path.relative_to(next(parent for parent in path.parents if parent.name == "templates"))

    assert engines["django"].get_template(str(name)).template.origin.name == str(path)


def without_tags(source: str) -> str:
    """Blank out template tags: inside an attribute they would be read as quotes and names."""
    return re.sub(r"{%.*?%}|{#.*?#}|{{.*?}}", "", source, flags=re.DOTALL)


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".html"], ids=relative)
def test_template_has_nothing_inline(path):
    page = Inline()

    page.feed(without_tags(path.read_text(encoding="utf-8")))

    assert page.found == []


def test_the_reader_of_templates_sees_what_is_inline():
    page = Inline()

    page.feed('<p style="x" onclick="y"><style></style><script>z</script><a href="javascript:q">')

    assert page.found == ["p style", "p onclick", "<style>", "<script> without src", "a href"]


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix == ".html"], ids=relative)
def test_template_asks_no_third_party(path):
    source = path.read_text(encoding="utf-8")

    assert re.findall(r"""(?:src|srcset|action|<link[^>]*href)\s*=\s*["']?(?:https?:)?//[^"'\s>]+""", source) == []
