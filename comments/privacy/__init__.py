"""What is held of people and how long, and what they, the archive, the audit log and monitoring are told of conversations."""
