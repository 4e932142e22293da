"""What readers find their way with: search in Swedish, filters, cards, lists in several pages, links and languages."""
