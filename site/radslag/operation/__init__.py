"""Running the site: its worker, whether it lives and can serve, what it logs and counts, its backups, closing it for a while."""
