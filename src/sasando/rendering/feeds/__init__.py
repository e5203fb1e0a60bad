"""Feeds of Documents: RSS 2.0, Atom 1.0, JSON Feed 1.1."""

from sasando.rendering.feeds.atom import atom
from sasando.rendering.feeds.feed import BodyHtml, Feed
from sasando.rendering.feeds.json_feed import json_feed
from sasando.rendering.feeds.rss import rss

__all__ = ["BodyHtml", "Feed", "atom", "json_feed", "rss"]
