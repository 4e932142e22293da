"""How dates, numbers, sums and names are written and ordered, and the catalogues of what the site says."""
