"""How a page is judged, whoever made it: what axe finds broken on it, and what it weighs."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

# Wagtail's own, not ours to mend: the sentence of an empty list, whose link is told by colour alone.
WAGTAILS = {("link-in-text-block", 'a[href$="new/"]')}
DESK = "main"  # what this house puts into Wagtail's frame
_OPTIONS = {"resultTypes": ["violations"]}


def violations(page: Page, where: str, within: str = "html") -> list[str]:
    """Return what axe finds broken inside a selector, a line each, once the page has come.

    The wait is for a page that a click has led to: a click returns when the new page's first byte
    is there, and half a page has no violations.
    """
    page.wait_for_load_state()
    return [
        f"{where}: {broken['id']} ({broken['impact']}) {node['target']} {node['html'][:200]}"
        for broken in Axe().run(page, context=within, options=_OPTIONS).response["violations"]
        for node in broken["nodes"]
        if not any(broken["id"] == rule and end in node["target"][0] for rule, end in WAGTAILS)
    ]


def desk_violations(page: Page, where: str, within: str = DESK) -> list[str]:
    """Return what axe finds broken on a screen of the desk, once Wagtail's scripts are done."""
    page.wait_for_load_state("networkidle")
    return violations(page, where, within)


def weight(browser: Browser, url: str) -> int:
    """Return the bytes that come over the wire to a telephone, as the browser measures them."""
    context = browser.new_context(viewport={"width": 390, "height": 850}, device_scale_factor=2)
    page = context.new_page()
    sizes: list[int] = []
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url, wait_until="networkidle")
    context.close()
    return sum(sizes)
