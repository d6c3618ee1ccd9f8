"""The Scrapy project: finds pages, fetches them, and hands their bytes to `pipelines`."""
