"""One spider for all sites; what differs between them is in their profiles."""
