"""Proposals as staff meet them: the list, the page on which one is reviewed, applications typed in from paper."""
