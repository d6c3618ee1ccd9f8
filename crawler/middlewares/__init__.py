"""Downloader middlewares, one behaviour a file; their order stands in `crawler.settings`."""
