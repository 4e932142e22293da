"""Every write of this app: one function, one transaction."""
