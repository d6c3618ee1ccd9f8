"""What `scrapy doctor` finds out about a site, within a small number of requests.

Reading order: `findings` (what there is to know), `ask` (one page more, while the budget lasts), `readings` (what a fetched page says),
`explore` (what is asked for, and in which order), `robots_rules`, `url_patterns`, then `report` and `profile_draft`.
"""
