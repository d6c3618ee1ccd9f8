"""A page's blocks as numbers, one row for each block: `page` puts together what the other files give."""
