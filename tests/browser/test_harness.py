"""The checks of the other tests see what they look for."""

from tests.browser.harness import PHONE, visiting
from tests.browser.keys import focus_problems

SPOIL = """() => {
  document.head.append(Object.assign(document.createElement("style"), { textContent: "main { color: red }" }));
  const wide = document.createElement("div");
  wide.style.width = "700px";
  wide.textContent = "wide";
  const button = Object.assign(document.createElement("button"), { className: "btn" });
  button.style.cssText = "width:20px;height:20px;min-height:0;padding:0;outline:none";
  document.querySelector("h1").after(wide, button);
  fetch("https://example.org/").catch(() => 0);
}"""


def test_what_is_wrong_with_a_page_is_found(browser, town):
    with visiting(browser, town, width=PHONE) as visit:
        visit.go("/en/about/")
        assert (visit.axe_violations(), visit.complaints, focus_problems(visit.page)) == ([], [], [])
        assert visit.layout() == {"wide": [], "small": [], "short": []}

        visit.go("/en/about/")
        visit.page.evaluate(SPOIL)

        assert any(line.startswith("button-name: ") for line in visit.axe_violations())
        found = visit.layout()
        assert any("700px" in line for line in found["wide"])
        assert found["small"][0].startswith("20×20 <button")
        assert found["short"][0].startswith("20×20 <button")
        assert [line.split(": ")[0] for line in focus_problems(visit.page)] == ["no ring"]
        assert any("Applying inline style violates" in line for line in visit.complaints)
        assert any("https://example.org/" in line for line in visit.complaints)


def test_double_text_is_double(browser, town):
    size = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    with visiting(browser, town) as visit:
        visit.go("/en/about/")
        before = visit.page.evaluate(f"() => {size}")
        visit.layout(text_percent=200)

        assert visit.page.evaluate(f"() => {size}") == 2 * before


def test_the_page_of_the_api_asks_no_stranger(browser, town):
    with visiting(browser, town) as visit:
        visit.go("/api/v1/docs")
        visit.page.get_by_role("heading", name="opportunities").first.wait_for()

        assert visit.foreign_requests() == []
        assert visit.complaints == []
