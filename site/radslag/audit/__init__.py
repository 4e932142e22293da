"""The audit log: who did what in the editors' side, as one chain of hashes that nobody can change unseen."""
