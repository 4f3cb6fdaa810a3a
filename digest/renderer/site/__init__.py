"""The web archive as a static site: pages in the theme's look, a feed, a sitemap."""

from digest.renderer.site.letter import Letter, read_letter
from digest.renderer.site.model import Archived, Site
from digest.renderer.site.pages import render_site

__all__ = ["Archived", "Letter", "Site", "read_letter", "render_site"]
