"""Forms of residents: the proposal, the ballot, and the small ones around them. The services decide."""
