"""No settings: the spiders beside this file run with Scrapy's own defaults, wherever their working folder lies."""
