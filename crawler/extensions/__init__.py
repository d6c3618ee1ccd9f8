"""Scrapy extensions, one behaviour a file."""
