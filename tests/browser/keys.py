"""Going through a page with the Tab key, as somebody without a mouse does."""

from playwright.sync_api import Page

MOST_STOPS = 150
FOCUS = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const style = getComputedStyle(node);
  const shown = node.labels && node.labels.length ? node.labels[0] : node;
  const box = node.getBoundingClientRect();
  const x = box.left + Math.min(box.width / 2, 40), y = box.top + box.height / 2;
  const above = document.elementFromPoint(x, y);
  const isOwn = (other) => other && (node.contains(other) || other.contains(node) || shown.contains(other));
  const ring = (parts) => parts.outlineStyle !== "none" && parseFloat(parts.outlineWidth) >= 2;
  return {
    name: node.outerHTML.replace(/\\s+/g, " ").slice(0, 120),
    hasRing: ring(style) || (shown !== node && ring(getComputedStyle(shown))),
    isSeen: box.width > 0 && y >= 0 && y <= innerHeight && isOwn(above),
  };
}"""


def press_on(page: Page, selector: str, key: str | None = "Enter") -> None:
    """Press Tab until the focus is on something that matches, then the key. Fails when it cannot be reached."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            if key:
                page.keyboard.press(key)
            return
    raise AssertionError(f"Tab never reaches {selector} on {page.url}")


def focus_problems(page: Page) -> list[str]:
    """Press Tab through the whole page; list the stops whose focus cannot be seen, and complain about a trap."""
    problems: list[str] = []
    for stops in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            return problems if stops else ["nothing takes the focus"]
        if not focus["hasRing"]:
            problems.append(f"no ring: {focus['name']}")
        if not focus["isSeen"]:
            problems.append(f"hidden: {focus['name']}")
    return [*problems, f"no end after {MOST_STOPS} stops"]
