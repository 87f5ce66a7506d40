"""What axe finds wrong with a page: Deque's rules for WCAG 2.2 and for good practice, in light and in dark."""

import re

from axe_playwright_python.sync_playwright import Axe

# Those that axe leaves out unless they are asked for: the size of what is clicked (WCAG 2.2, 2.5.8).
RULES = {"target-size": {"enabled": True}}

# axe knows nothing of the top layer, in which a question is above everything else: that is hidden while it looks.
SHOW = """id => { document.body.style.visibility = "hidden";
    const question = document.getElementById(id); question.style.visibility = "visible"; question.showPopover(); }"""
HIDE = "id => { document.body.style.visibility = ''; document.getElementById(id).hidePopover(); }"


def faults(page) -> list[str]:
    """What is wrong with the page and with each of its questions, and what axe couldn't decide."""
    questions = [question.get_attribute("id") for question in page.locator("[popover]").all()]
    found = []
    for scheme in ("light", "dark"):
        # Without transitions, so that no colour is on its way to another.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{scheme}: {fault}" for fault in faults_in(page)]
        for question in questions:
            page.evaluate(SHOW, question)
            found += [f"{scheme}: {fault}" for fault in faults_in(page, f"#{question}")]
            page.evaluate(HIDE, question)
    return found


def faults_in(page, part: str | None = None) -> list[str]:
    """Each fault with its rule, the element and the reason."""
    found = Axe().run(page, part, {"rules": RULES, "resultTypes": ["violations", "incomplete", "passes"]}).response
    assert found["passes"], part
    return [
        f"{rule['id']}: {selector(node)}: {node.get('failureSummary', '')} {node['html'][:200]} {related(node)}"
        for rule in found["violations"] + found["incomplete"] for node in rule["nodes"]]


def selector(node: dict) -> str:
    return " ".join(map(str, node["target"]))


def related(node: dict) -> list[str]:
    """The elements besides that have to do with it."""
    return [selector(other) for check in node["any"] + node["all"] + node["none"] for other in check["relatedNodes"]]


def without_scripts(page, copy) -> None:
    """Shows in `copy` what a window without scripts shows: axe's own would not run there."""
    text = re.sub("<script.*?</script>", "", page.content(), flags=re.DOTALL)

    def answer(route):
        if route.request.is_navigation_request():
            route.fulfill(body=text, content_type="text/html; charset=utf-8")
        else:
            route.continue_()

    copy.route("**/*", answer)
    copy.goto(page.url)
