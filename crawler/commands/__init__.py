"""Our `scrapy …` commands, one a file, named by it."""
