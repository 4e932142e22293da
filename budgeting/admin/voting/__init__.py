"""A round's voting as staff see it: turnout, voting codes, ballots on paper, challenges, sealing. Never how it goes."""
