"""What a fetched robots.txt, sitemap, feed or HTML page says about other URLs: pure functions on bytes, one format a file."""
