"""What came along in the file and was left unread: macros, links, objects, pictures, charts; and what another format cannot hold."""

from __future__ import annotations

from shijibu.problems.files import Charts, Converted, DynamicExchange, Embedded, ExternalLinks, LocalLinks, Macros, Pictures
from shijibu.problems.finding import Finding
from shijibu.returns.places import Returned
from shijibu.workbook.template import template_of


def carried(returned: Returned) -> list[Finding]:
    """What came along in the file and was left unread."""
    facts = returned.grid.facts
    found = [Finding(Macros())] if facts.get("macros") else []
    if kind := facts.get("converted"):
        unread = facts.get("unread")
        found.append(Finding(Converted(kind=f" .{kind} ", unread=unread), severity="warning" if unread else "notice"))
    counted = {
        "dde": DynamicExchange, "external_links": ExternalLinks, "local_links": LocalLinks, "embedded": Embedded, "pictures": Pictures,
        "charts": Charts,
    }
    template = template_of(returned.scheme)
    ours = {"pictures": template.media if template is not None else 0}  # the office's own
    return [*found, *(Finding(kind(count=more)) for fact, kind in counted.items() if (more := facts.get(fact, 0) - ours.get(fact, 0)) > 0)]
