"""Our thin database backend: PostgreSQL only, started by the site itself when no DATABASE_URL is given."""
