"""What is counted: a round's ballots read from the database, elections elsewhere, trials of rules before a round opens."""
