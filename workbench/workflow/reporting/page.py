"""The report of a run as one page of HTML that needs nothing else, and runs nothing."""

from __future__ import annotations

from workbench import paths
from workbench.workflow.reporting import svg
from workbench.workflow.reporting.sections import Document
from workbench.workflow.reporting.tables import shown

TEMPLATE = "page.html.jinja"


def document_to_html(document: Document) -> str:
    """Write a page; all that comes from data is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(paths.resources() / "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = shown
    # The pictures are built as elements, where texts are escaped already.
    environment.filters["inline"] = lambda picture: Markup(picture.inline())
    return environment.get_template(TEMPLATE).render(
        document=document,
        light=Markup(svg.variables(svg.LIGHT)),
        dark=Markup(svg.variables(svg.DARK)),
        picture_style=Markup(svg.STYLE),
    )
