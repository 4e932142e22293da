"""A round's count as staff see it: where it stands, a public draw, what is changed in a result, the news of it."""
