"""Running the site: whether it lives and can serve, what it logs and counts, its backups, and closing it for a while."""
